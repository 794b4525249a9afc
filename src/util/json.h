/* SPDX-License-Identifier: GPL-2.0-only */
/* Reading JSON. */
#ifndef LAZYMMU_JSON_H
#define LAZYMMU_JSON_H

#include <jansson.h>

/**
 * json_text - the string that a member of an object holds
 * @object: the object, or anything else, also NULL
 * @key: of the member
 * @otherwise: returned if there is no such member, or if it is not a string
 *
 * Return: valid as long as @object is.
 */
const char *json_text(const json_t *object, const char *key,
		      const char *otherwise);

#endif
