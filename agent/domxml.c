/* SPDX-License-Identifier: BSD-3-Clause */
/* domxml.c: see domxml.h. */
#include "domxml.h"

#include <errno.h>
#include <string.h>

#include "xmlutil.h"

static void
read_channels(const xmlNode *devices, struct domxml *dom)
{
	for (xmlNode *node = xml_child(devices, "channel"); node; node = xml_next(node, "channel")) {
		const xmlNode *target = xml_child(node, "target");

		if (!xml_attr_is(target, "name", WIRE_CHANNEL) || !xml_attr_is(target, "type", "virtio"))
			continue;
		dom->channel = true;
		dom->channel_connected = xml_attr_is(target, "state", "connected");
	}
}

static void
read_nics(const xmlNode *devices, struct domxml *dom)
{
	for (xmlNode *node = xml_child(devices, NULL); node && dom->nnics < DOMXML_NICS_MAX;
	     node = xml_next(node, NULL))
		if (xml_nic(node, &dom->nics[dom->nnics]))
			dom->nnics++;
}

static unsigned int
with_mac(const struct domxml *dom, const char *mac)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < dom->nnics; i++)
		n += strcmp(dom->nics[i].mac, mac) == 0;
	return n;
}

static bool
add_pair(struct domxml *dom, unsigned int vf, unsigned int backup, bool named)
{
	struct domxml_pair *pair = &dom->pairs[dom->npairs];

	if (dom->npairs == WIRE_PAIRS_MAX)
		return false;
	memcpy(pair->mac, dom->nics[backup].mac, sizeof(pair->mac));
	pair->vf = vf;
	pair->backup = backup;
	pair->named = named;
	dom->npairs++;
	return true;
}

static void
match_macs(struct domxml *dom)
{
	for (unsigned int b = 0; b < dom->nnics; b++) {
		const struct domxml_nic *backup = &dom->nics[b];

		if (!backup->virtio || !backup->mac[0] || with_mac(dom, backup->mac) != 2)
			continue;
		for (unsigned int v = 0; v < dom->nnics; v++)
			if (dom->nics[v].vf && strcmp(dom->nics[v].mac, backup->mac) == 0)
				add_pair(dom, v, b, false);
	}
}

static bool
is_named(const struct domxml_nic *nic, const char *name)
{
	char mac[18];

	if (strcmp(nic->alias, name) == 0 || strcmp(nic->target, name) == 0)
		return true;
	return wire_mac_parse(name, mac) == 0 && strcmp(nic->mac, mac) == 0;
}

/* The one NIC that name fits. A MAC fits both members of a pair: then the wanted kind decides. */
static int
find_named(const struct domxml *dom, const char *option, const char *name, bool backup, struct err *err)
{
	int found = -1;

	if (!name[0])
		return err_set(err, -ENOENT, "--%s is empty: name a NIC by its alias, MAC or target device",
		               option);
	for (unsigned int i = 0; i < dom->nnics; i++) {
		if (!is_named(&dom->nics[i], name) || (backup && !dom->nics[i].virtio) ||
		    (!backup && dom->nics[i].virtio && strcmp(dom->nics[i].alias, name) != 0))
			continue;
		if (found >= 0)
			return err_set(err, -ENOENT, "--%s %s fits two NICs: name it by its alias", option,
			               name);
		found = (int)i;
	}
	if (found < 0)
		return err_set(err, -ENOENT,
		               backup ? "--%s %s fits no virtio NIC of the domain: see 'vferry pairs'"
		                      : "--%s %s fits no NIC that may be a VF: see 'vferry pairs'",
		               option, name);
	return found;
}

/* The other member when only one is named: the NIC of the same MAC, which for a VF is virtio. */
static int
partner(const struct domxml *dom, unsigned int nic, bool backup, struct err *err)
{
	for (unsigned int i = 0; i < dom->nnics; i++)
		if (i != nic && dom->nics[nic].mac[0] && strcmp(dom->nics[i].mac, dom->nics[nic].mac) == 0 &&
		    dom->nics[i].virtio == backup)
			return (int)i;
	return err_set(err, -ENOENT, "no NIC has the MAC of %s: name both members with --vf and --backup",
	               dom->nics[nic].alias);
}

static int
match_names(struct domxml *dom, const char *vf, const char *backup, struct err *err)
{
	int v = -1, b = -1;

	if (vf)
		v = find_named(dom, "vf", vf, false, err);
	if (vf && v < 0)
		return v;
	if (backup)
		b = find_named(dom, "backup", backup, true, err);
	if (backup && b < 0)
		return b;
	if (!vf)
		v = partner(dom, (unsigned int)b, false, err);
	if (!backup)
		b = partner(dom, (unsigned int)v, true, err);
	if (v < 0 || b < 0)
		return -ENOENT;
	if (!dom->nics[b].mac[0])
		return err_set(err, -ENOENT, "the backup %s has no MAC: give it the pair's",
		               dom->nics[b].alias);
	if (v == b || (dom->nics[v].mac[0] && strcmp(dom->nics[v].mac, dom->nics[b].mac) != 0))
		return err_set(err, -ENOENT,
		               "%s (%s) and %s (%s) cannot be a pair: their MACs differ; give both the same",
		               dom->nics[v].alias, dom->nics[v].mac, dom->nics[b].alias, dom->nics[b].mac);
	add_pair(dom, (unsigned int)v, (unsigned int)b, true);
	return 0;
}

int
domxml_read(const char *xml, size_t size, const char *vf, const char *backup, struct domxml *dom,
            struct err *err)
{
	xmlDoc *doc = xml_parse(xml, size, err);
	xmlNode *root, *devices;

	memset(dom, 0, sizeof(*dom));
	if (!doc)
		return err_wrap(err, "the domain's XML") ? err->code : -EBADMSG;
	root = xmlDocGetRootElement(doc);
	devices = xml_is(root, "domain") ? xml_child(root, "devices") : NULL;
	if (devices) {
		read_channels(devices, dom);
		read_nics(devices, dom);
	}
	xmlFreeDoc(doc);
	if (!devices)
		return err_set(err, -EBADMSG, "this XML is not a domain's: it has no <domain><devices>");
	if (vf || backup)
		return match_names(dom, vf, backup, err);
	match_macs(dom);
	return 0;
}

const struct domxml_pair *
domxml_pair_of(const struct domxml *dom, unsigned int nic)
{
	for (unsigned int i = 0; i < dom->npairs; i++)
		if (dom->pairs[i].vf == nic || dom->pairs[i].backup == nic)
			return &dom->pairs[i];
	return NULL;
}

const char *
domxml_lone(const struct domxml *dom, unsigned int nic)
{
	const struct domxml_nic *is = &dom->nics[nic];

	if (domxml_pair_of(dom, nic))
		return NULL;
	if (!is->mac[0])
		return "a plain <hostdev> shows no MAC: name it with --vf, and its backup with --backup";
	if (with_mac(dom, is->mac) > 2)
		return "more than two NICs have its MAC";
	if (with_mac(dom, is->mac) == 1)
		return is->virtio ? "no VF has its MAC" : "no virtio NIC has its MAC";
	if (!is->virtio && !is->vf)
		return "its model is neither virtio nor one that stands for a VF (a function passed through, "
		       "igb, e1000e, e1000, vmxnet3)";
	return is->virtio ? "the other NIC of its MAC cannot be a VF"
	                  : "the other NIC of its MAC is not virtio";
}

static bool
is_like(const struct domxml_nic *nic, const struct domxml_nic *like)
{
	if (strncmp(like->alias, "ua-", 3) == 0)
		return strcmp(nic->alias, like->alias) == 0;
	if (like->mac[0])
		return strcmp(nic->mac, like->mac) == 0 && nic->vf == like->vf &&
		       (like->vf || strcmp(nic->alias, like->alias) == 0);
	if (like->alias[0])
		return strcmp(nic->alias, like->alias) == 0;
	return like->host[0] && strcmp(nic->host, like->host) == 0;
}

const struct domxml_nic *
domxml_find(const struct domxml *dom, const struct domxml_nic *like)
{
	for (unsigned int i = 0; i < dom->nnics; i++)
		if (is_like(&dom->nics[i], like))
			return &dom->nics[i];
	return NULL;
}

const struct domxml_nic *
domxml_backup(const struct domxml *dom, const char *mac)
{
	for (unsigned int i = 0; i < dom->nnics; i++)
		if (dom->nics[i].virtio && strcmp(dom->nics[i].mac, mac) == 0)
			return &dom->nics[i];
	return NULL;
}
