/* SPDX-License-Identifier: BSD-3-Clause */
/* incoming.c: see incoming.h. */
#include "incoming.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "domxml.h"
#include "xmlutil.h"

/*
 * <teaming type='transient'>: QEMU unplugs it while it migrates and plugs it in again. A pool's VF that is
 * plugged in has become type='hostdev' in the XML of a running domain; one that is still type='network'
 * belongs to a domain that is shut off.
 */
static bool
may_come(const struct domxml_nic *vf)
{
	return vf->transient || (strcmp(vf->type, "network") == 0 && !vf->stands_in);
}

static const struct domxml_nic *
plugged_vf(const struct domxml *dom)
{
	if (!dom->channel)
		return NULL;
	for (unsigned int i = 0; i < dom->npairs; i++)
		if (!may_come(&dom->nics[dom->pairs[i].vf]))
			return &dom->nics[dom->pairs[i].vf];
	return NULL;
}

/* 1: rewritten; 0: as it was; -ENOMEM. */
static int
rewrite_attr(xmlNode *source, const char *attr, const struct config_names *names)
{
	xmlChar *is = xmlGetNoNsProp(source, (const xmlChar *)attr);
	const char *here = is ? config_name(names, (const char *)is) : NULL;
	int done = 0;

	if (here && strcmp(here, (const char *)is) != 0)
		done = xmlSetProp(source, (const xmlChar *)attr, (const xmlChar *)here) ? 1 : -ENOMEM;
	xmlFree(is);
	return done;
}

/* The number of rewritten names, -ENOMEM, or -EINVAL when one may have to be and it is not known to what. */
static int
rewrite_all(const xmlNode *devices, const struct incoming_names *names, struct err *err)
{
	int count = 0;

	for (xmlNode *nic = xml_child(devices, "interface"); nic; nic = xml_next(nic, "interface")) {
		xmlNode *source = xml_child(nic, "source");
		int network, bridge;

		if (!source)
			continue;
		if (names->unknown && (xmlHasProp(source, (const xmlChar *)"network") ||
		                       xmlHasProp(source, (const xmlChar *)"bridge")))
			return err_set(err, -EINVAL,
			               "it is not known what this host calls the guest's networks: %s",
			               names->unknown);
		network = rewrite_attr(source, "network", names->networks);
		bridge = rewrite_attr(source, "bridge", names->bridges);
		if (network < 0 || bridge < 0)
			return err_set(err, -ENOMEM, "no memory to rewrite names");
		count += network + bridge;
	}
	return count;
}

static int
rewrite(xmlDoc *doc, const struct incoming_names *names, struct incoming *in, struct err *err)
{
	xmlNode *root = xmlDocGetRootElement(doc);
	int count = rewrite_all(xml_child(root, "devices"), names, err);

	if (count < 0)
		return count;
	xml_text(xml_child(root, "uuid"), in->uuid, sizeof(in->uuid));
	if (count == 0)
		return 0;
	in->xml = xml_print(doc, root);
	return in->xml ? 0 : err_set(err, -ENOMEM, "no memory to rewrite names");
}

bool
incoming_rewrites(const struct incoming_names *names)
{
	return names->networks->n || names->bridges->n || names->unknown;
}

int
incoming_unseen(const struct incoming_names *names, const struct err *why, struct err *err)
{
	if (!incoming_rewrites(names))
		return 0;
	return err_set(err, why->code,
	               "this host has names to rewrite in domains that come in, and this one cannot be "
	               "looked at: %s",
	               why->text);
}

int
incoming_look(const char *xml, size_t size, const struct incoming_names *names, struct incoming *in,
              struct err *err)
{
	const struct domxml_nic *vf;
	struct domxml dom;
	struct err why;
	xmlDoc *doc;
	int code;

	memset(in, 0, sizeof(*in));
	if (domxml_read(xml, size, NULL, NULL, &dom, &why) < 0)
		return incoming_unseen(names, &why, err);
	vf = plugged_vf(&dom);
	if (vf)
		return err_set(err, -EBUSY,
		               "the VF of %s%s%s is still plugged in: migrate with 'vferry migrate', or run "
		               "'vferry prepare DOMAIN' on the source first",
		               vf->mac, vf->alias[0] ? ", " : "", vf->alias);
	doc = xml_parse(xml, size, &why);
	if (!doc)
		return incoming_unseen(names, &why, err);
	code = rewrite(doc, names, in, err);
	xmlFreeDoc(doc);
	return code;
}

void
incoming_clear(struct incoming *in)
{
	free(in->xml);
	in->xml = NULL;
}
