/* SPDX-License-Identifier: BSD-3-Clause */
/* input.h: reads a whole small file that the user named. Neighbours: migrate.c. */
#ifndef VFERRY_INPUT_H
#define VFERRY_INPUT_H

#include <stddef.h>

#include "err.h"

#define INPUT_MAX 65536 /* bytes; a device's XML takes about 500 */

/*
 * The file's text, or standard input's for "-", into *text (free() it). 0; negative errno when it cannot be
 * read; -EFBIG over INPUT_MAX bytes; -EINVAL when it is empty or holds a NUL byte. *text stays as it was on
 * failure.
 */
int input_read(const char *path, char **text, struct err *err);

#endif
