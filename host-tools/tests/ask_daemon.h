/* SPDX-License-Identifier: BSD-3-Clause */
/* ask_daemon.h: a process that plays vferryd for test_ask.c: it serves the control socket (server.h), and
 * what it answers is the name of the domain. */
#ifndef VFERRY_ASK_DAEMON_H
#define VFERRY_ASK_DAEMON_H

/* Serves path, and ends with who has forked it. Into tell it writes '!' when it listens, and the first letter
 * of every method that it is asked for. */
_Noreturn void ask_daemon_be(const char *path, int tell);

#endif
