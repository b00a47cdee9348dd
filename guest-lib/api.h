/* SPDX-License-Identifier: BSD-3-Clause */
/* api.h: the control thread's way to the application's event callback. Neighbours: api.c, control_pairs.c. */
#ifndef VFERRY_API_H
#define VFERRY_API_H

#include "pair.h"
#include "vferry.h"

/* Tells the application, if it asked. Control thread only; reason "" unless event is REFUSED. */
void api_tell(struct pair *pair, enum vferry_event event, const char *reason);

#endif
