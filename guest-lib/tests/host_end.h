/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * host_end.h: a control thread to test: its link is a pseudo-terminal whose other end is the host's, its
 * pairs are fake_pair.h's. Nothing sleeps: each wait is for an answer.
 */
#ifndef VFERRY_HOST_END_H
#define VFERRY_HOST_END_H

#include "fake_pair.h"

#define ONE "52:54:00:00:00:01"
#define TWO "52:54:00:00:00:02"

extern struct pair one, two;

/* Adds the first pairs (1 or 2) and waits until the thread listens. end() takes them out. */
void begin(unsigned int pairs);
void end(void);

/* The link's device file; the host hangs up for good. */
const char *host_path(void);
void host_hang_up(void);

/* A line from the host. */
void say(const char *line);

/* The next line to the host holds all of these. */
#define expect(...) expect_parts((const char *const[]){__VA_ARGS__, NULL})
void expect_parts(const char *const *parts);

/* Changes to a pair, made in its thread: a VF to find, an action that fails or is never done. */
void plug(struct pair *pair);
void fail(struct pair *pair, enum port_action action);
void stall(struct pair *pair, enum port_action action);

/* A copy of a pair as it is between two actions. */
struct pair seen(const struct pair *pair);

#endif
