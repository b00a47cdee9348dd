/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * metaxml.h: what vferry's elements in a domain's <metadata> have in common: pairs, and their devices on
 * hosts. Neighbours: pairxml.c (what the user wants) and awayxml.c (what was let go) read them. Pure.
 */
#ifndef VFERRY_METAXML_H
#define VFERRY_METAXML_H

#include "awayxml.h"
#include "pairxml.h"
#include "xmlutil.h"

/* The element of that namespace, *found NULL when there is none. 0; -EINVAL when there are two, or one of a
 * namespace of ours that is not known. */
int metaxml_find(const xmlDoc *doc, const char *uri, const xmlNode **found, struct err *err);

/* Whether node is <name> of that namespace, with no attributes but these (NULL ends them) and no text of its
 * own. 0 or -EINVAL with a sentence. */
int metaxml_check(const xmlNode *node, const char *uri, const char *name, const char *const attributes[],
                  struct err *err);

/* Adds the <pair> elements in element, with their <device> elements, to *pairs. 0 or negative errno. */
int metaxml_devices(xmlDoc *doc, const xmlNode *element, const char *uri, struct pairxml *pairs,
                    struct err *err);

#endif
