/* SPDX-License-Identifier: GPL-2.0-only */
/* Reading and writing JSON. */
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

/**
 * json_write - write a value to a file, which is replaced only by the whole of it
 * @path: the file
 * @value: the value; released, also after a failure
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int json_write(const char *path, json_t *value);

#endif
