/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * xmlutil.h: reads XML that others wrote, safely, and finds things in it.
 * Neighbours: domxml.c, devxml.c, hostxml.c, nodexml.c, pairxml.c. Pure, any thread.
 */
#ifndef VFERRY_XMLUTIL_H
#define VFERRY_XMLUTIL_H

#include <libxml/tree.h>
#include <stdbool.h>
#include <stddef.h>

#include "domxml.h"
#include "err.h"

/*
 * Parses text (size bytes, at most DOMXML_SIZE_MAX): no network, no files, no document type and so no
 * entities of its own. NULL with the reason in *err (-EBADMSG, -EMSGSIZE); free with xmlFreeDoc().
 */
xmlDoc *xml_parse(const char *text, size_t size, struct err *err);

/* First child element of that name (NULL: of any name); NULL when none. node may be NULL. */
xmlNode *xml_child(const xmlNode *node, const char *name);
/* Next sibling element of that name (NULL: of any name). */
xmlNode *xml_next(const xmlNode *node, const char *name);
bool xml_is(const xmlNode *node, const char *name);

/* Takes node out of its document and frees it. NULL is allowed. */
void xml_drop(xmlNode *node);

/* Attribute of node into buf (cut to size between two characters, "" when absent or node is NULL). Whether it
 * is there. */
bool xml_attr(const xmlNode *node, const char *name, char *buf, size_t size);
bool xml_attr_is(const xmlNode *node, const char *name, const char *value);
/* Text of node into buf, cut as well. */
void xml_text(const xmlNode *node, char *buf, size_t size);

/* That attribute of node, or its text (name NULL), as it may stand in XML that is put together as text,
 * between tags or double quotes; "" when absent or node is NULL. For xmlFree(); NULL when memory is out. */
xmlChar *xml_quoted(const xmlNode *node, const char *name);

/* <address type='pci' domain= bus= slot= function=> as 0000:01:10.0 into text[13]; "" when it is none. */
void xml_pci(const xmlNode *address, char text[13]);

/* The tag of the <vlan> in node, the first if there are several; 0: none. */
unsigned int xml_vlan(const xmlNode *node);

/* What an <interface> or <hostdev> element says. false: neither of the two, or a <hostdev> that is not PCI.
 */
bool xml_nic(const xmlNode *node, struct domxml_nic *nic);

/* node with all below it as text, malloc'ed; NULL when memory is out. */
char *xml_print(xmlDoc *doc, xmlNode *node);

#endif
