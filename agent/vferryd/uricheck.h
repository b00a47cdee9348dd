/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * uricheck.h: which libvirt URIs a client of the control socket may have vferryd connect to. Some transports
 * of libvirt's client run a program that the URI names, here or on the other host, with vferryd's rights: who
 * may ask for a crossing may not ask for that. Pure.
 */
#ifndef VFERRY_URICHECK_H
#define VFERRY_URICHECK_H

#include "err.h"

/* NULL is harmless. 0; -EPERM with a sentence: it names a program; -EINVAL: it is no URI. */
int uricheck(const char *uri, struct err *err);

#endif
