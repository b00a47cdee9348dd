/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * control_client.h: the control socket from the other end: for programs that ask vferryd and wait. Neighbour:
 * control.h makes the lines and says what comes back. Calls block, each with a deadline; one thread per
 * client.
 */
#ifndef VFERRY_CONTROL_CLIENT_H
#define VFERRY_CONTROL_CLIENT_H

#include <stdbool.h>
#include <stdint.h>

#include "control.h"
#include "err.h"

#define CONTROL_SOCKET   "/run/vferry/control.sock" /* where the daemon listens when nobody says otherwise */
#define CONTROL_PATIENCE 5                          /* seconds for the daemon to accept, and to take a line */
#define CONTROL_STOP_MS  200                        /* a stop is noticed within */

struct control_client;

/*
 * Connects. 0 and *client, for control_client_close(). -ENOENT, -ECONNREFUSED: there is no daemon (nothing
 * there, or left over from one); -EACCES: not for this user; -EAGAIN: it does not accept; other negative
 * errno. *client is untouched on failure.
 */
int control_client_open(const char *path, struct control_client **client, struct err *err);

/*
 * Sends a line of control_encode_request(). 0; -ETIMEDOUT when the daemon does not take it in time, then only
 * control_client_close() makes sense. A daemon that has hung up is no error here: what it said last, and that
 * it is gone, comes out of control_client_next().
 */
int control_client_send(struct control_client *client, const char *line, struct err *err);

/*
 * The next thing that the daemon says, for control_message_clear(). 0; -ETIMEDOUT: nothing until until_us
 * (event_now_us()); -EINTR: stop(arg) was true (NULL: never asks), which is asked at once, after every signal
 * and every CONTROL_STOP_MS; both may be followed by another call. -EPIPE: the daemon has hung up; -EBADMSG,
 * -EMSGSIZE: it said what is no message; -ENOMEM.
 */
int control_client_next(struct control_client *client, uint64_t until_us, bool (*stop)(void *arg), void *arg,
                        struct control_message *message, struct err *err);

/* NULL is allowed. What was asked goes on: abort ends a crossing, hanging up does not. */
void control_client_close(struct control_client *client);

#endif
