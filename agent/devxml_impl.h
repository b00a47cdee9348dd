/* SPDX-License-Identifier: BSD-3-Clause */
/* devxml_impl.h: what devxml.c and devxml_derive.c share. Not for others. */
#ifndef VFERRY_DEVXML_IMPL_H
#define VFERRY_DEVXML_IMPL_H

#include "devxml.h"
#include "xmlutil.h"

/* Makes device node as text, and what that text says. 0 or -ENOMEM. */
int devxml_finish(xmlDoc *doc, xmlNode *node, struct devxml *device, struct err *err);
/* Whether the user gave that <alias>, and not libvirt. NULL: no. */
bool devxml_is_users(const xmlNode *alias);
/* Drops the children of that name but those that is_kept is true of (NULL: all). */
void devxml_drop(xmlNode *node, const char *name, bool (*is_kept)(const xmlNode *child));
/* From a NIC on a network: one that hands out functions pays no heed to a model, which would say that it is
 * no VF. */
void devxml_drop_model(xmlNode *node);

#endif
