/* SPDX-License-Identifier: BSD-3-Clause */
/* log.h: what the library says on its own account; pair_private.h has the same for a pair. Any thread, no
 * signal handler. */
#ifndef VFERRY_LOG_H
#define VFERRY_LOG_H

#include <rte_log.h>

extern int vferry_logtype;
#define LOG(level, format, ...) \
	rte_log(RTE_LOG_##level, vferry_logtype, "vferry: " format "\n", ##__VA_ARGS__)

#endif
