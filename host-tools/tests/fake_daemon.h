/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * fake_daemon.h: a control socket that gives one answer to one request, whatever it is, in a thread of its
 * own, and VFERRY_SOCKET that names it. One at a time.
 */
#ifndef VFERRY_FAKE_DAEMON_H
#define VFERRY_FAKE_DAEMON_H

#include <jansson.h>

/* The file of schemas/examples/control-results as one value, for json_decref(). */
json_t *sample_result(const char *name);

/* A socket in a folder of its own. answer: a message of the control socket, taken; NULL: nobody listens
 * there. */
void fake_daemon_begin(json_t *answer);

/* Ends it. What it was asked, for json_decref(); NULL: nothing. */
json_t *fake_daemon_end(void);

#endif
