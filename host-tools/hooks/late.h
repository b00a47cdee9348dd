/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * late.h: ends the program when its time is up, whatever it waits for, with the answer that is right by then.
 * Neighbour: main.c, which says before each stage what that answer is. One per process; main thread only.
 */
#ifndef VFERRY_LATE_H
#define VFERRY_LATE_H

/* An exit code and what is written to standard error with it ("": nothing). Of static storage. */
struct late_answer {
	int code;
	const char *text;
};

/* From now on the answer is *answer. Any time, also before late_after(). */
void late_means(const struct late_answer *answer);

/* Ends the process ms milliseconds from now. */
void late_after(unsigned int ms);

#endif
