/* SPDX-License-Identifier: BSD-3-Clause */
/* line.h: lines from a file descriptor, with a deadline. Neighbours: vm_shell.c, kmod/machine.c. */
#ifndef LAB_LINE_H
#define LAB_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Has the shell at the other end, which takes lines "ID COMMAND", run command: its exit status, or
 * -ETIMEDOUT. Its output into output, cut to size - 1; output may be NULL.
 */
int line_ask(int fd, const char *command, uint64_t deadline_us, char *output, size_t size);

/* One line into line, without its end, cut to size - 1 bytes. deadline_us is of clock_us(). False when it
 * passed, or when the other end hung up. */
bool line_read(int fd, uint64_t deadline_us, char *line, size_t size);

#endif
