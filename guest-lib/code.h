/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * code.h: names a function so that another process finds it, wherever its files were loaded.
 * Neighbours: processes.c names the burst functions that the primary uses, secondary.c finds them.
 *
 * Two processes have a function in common when both loaded the same file. What tells that is the build id,
 * which linkers write into every file and which lies in memory: a file's name says nothing after an upgrade,
 * and nothing across containers.
 */
#ifndef VFERRY_CODE_H
#define VFERRY_CODE_H

#include <stdint.h>

#define CODE_ID_MAX 32

struct code {
	uint8_t id[CODE_ID_MAX]; /* the file's build id */
	uint32_t id_size;        /* 0: names nothing */
	uintptr_t offset;        /* in the file's image */
};

/* Names function. 0; -ENOENT when it is in no loaded file, or in one without a build id: it names nothing
 * then. */
int code_name(const void *function, struct code *out);

/* The function in this process; NULL when its file is not loaded here. Any thread. */
void *code_find(const struct code *code);

#endif
