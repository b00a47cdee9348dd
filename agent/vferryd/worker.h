/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * worker.h: the process of one crossing, or of one question (worker_question.h). vferryd starts one for each,
 * and it outlives vferryd: what a guest or a host does to it, it does to no other crossing. It reads one
 * request as a line on standard input, says its progress and its end on standard output, both as control.h
 * tells, and writes the crossing's journal. Neighbours: workers.h starts it; decisions/0014 tells why.
 *
 * SIGINT ends the crossing in order, as crossing_stop() tells. Every other end, SIGTERM and SIGKILL among
 * them, leaves the journal and the domain's own metadata to whoever brings the guest home.
 */
#ifndef VFERRY_WORKER_H
#define VFERRY_WORKER_H

#include "vferryd/config.h"

/* The whole process. Its exit code: 0 when an answer was said, whatever it is. */
int worker_main(const struct config *config);

#endif
