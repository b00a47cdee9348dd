/* SPDX-License-Identifier: BSD-3-Clause */
/* log.c: see log.h. */
#include "log.h"

RTE_LOG_REGISTER(vferry_logtype, pmd.net.vferry, NOTICE);
