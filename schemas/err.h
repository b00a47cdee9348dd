/* SPDX-License-Identifier: BSD-3-Clause */
/* err.h: what went wrong, as a negative errno and one sentence for a person. Neighbours: every file that can
 * fail. */
#ifndef VFERRY_ERR_H
#define VFERRY_ERR_H

/* The text says what was tried, what came back, and what the user can do. It never ends in a newline. */
struct err {
	int code; /* negative errno */
	char text[384];
};

/*
 * Sets *err (NULL is allowed) and returns code, so that a caller writes `return err_set(err, -EINVAL,
 * "...")`. Text too long is cut. err is written only here: on success it stays as it was. Any thread, own
 * err.
 */
int err_set(struct err *err, int code, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Puts "what: " before the text already in *err, for a caller that knows more. Returns err->code (0 when err
 * is NULL). */
int err_wrap(struct err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
