// SPDX-License-Identifier: GPL-2.0-only
void before(void)
{
}

void after(void)
{
}
