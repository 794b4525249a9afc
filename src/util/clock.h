/* SPDX-License-Identifier: GPL-2.0-only */
/* Clocks, in seconds. */
#ifndef LAZYMMU_CLOCK_H
#define LAZYMMU_CLOCK_H

/** clock_wall - seconds on a clock that only goes forward */
double clock_wall(void);

/** clock_cpu - seconds of CPU that we and our finished children have used */
double clock_cpu(void);

#endif
