/* SPDX-License-Identifier: BSD-3-Clause */
/* devxml_derive.c: a pair's VF out of its domain's XML, without what belongs to the host. See devxml.h. */
#include <errno.h>
#include <string.h>

#include "devxml_impl.h"

static void
drop_attr(xmlNode *node, const char *name)
{
	if (node)
		xmlUnsetProp(node, (const xmlChar *)name);
}

void
devxml_drop(xmlNode *node, const char *name, bool (*is_kept)(const xmlNode *child))
{
	xmlNode *next;

	for (xmlNode *child = xml_child(node, name); child; child = next) {
		next = xml_next(child, name);
		if (!is_kept || !is_kept(child))
			xml_drop(child);
	}
}

/* A tap that the user made himself (managed='no') is part of his configuration. */
static bool
is_users_tap(const xmlNode *target)
{
	return xml_attr_is(target, "managed", "no");
}

/* What libvirt added for the host on which the device is plugged now. */
static void
drop_runtime(xmlNode *node)
{
	xmlNode *source = xml_child(node, "source");

	devxml_drop(node, "address", NULL);
	devxml_drop(node, "actual", NULL);
	devxml_drop(node, "backenddomain", NULL);
	devxml_drop(node, "target", is_users_tap);
	devxml_drop(node, "alias", devxml_is_users);
	if (xml_attr_is(node, "type", "network")) {
		drop_attr(source, "portid");
		drop_attr(source, "bridge");
	}
}

void
devxml_drop_model(xmlNode *node)
{
	if (xml_attr_is(node, "type", "network"))
		xml_drop(xml_child(node, "model"));
}

/* The first NIC that is fits, without what belongs to its host. */
static int
derive(const char *xml, size_t size, const struct domxml_nic *vf, const struct domxml_nic *backup,
       bool (*is)(const struct domxml_nic *nic, const struct domxml_nic *vf, const struct domxml_nic *backup),
       struct devxml *device, struct err *err)
{
	struct domxml_nic nic;
	xmlDoc *doc = xml_parse(xml, size, err);
	xmlNode *node;
	int ret;

	memset(device, 0, sizeof(*device));
	if (!doc)
		return -EBADMSG;
	node = xml_child(xml_child(xmlDocGetRootElement(doc), "devices"), NULL);
	while (node && !(xml_nic(node, &nic) && is(&nic, vf, backup)))
		node = xml_next(node, NULL);
	if (node) {
		drop_runtime(node);
		if (vf->host[0])
			devxml_drop_model(node);
		ret = devxml_finish(doc, node, device, err);
	} else {
		ret = err_set(err, -ENOENT, "the domain's XML has no NIC %s",
		              vf->alias[0] ? vf->alias : vf->mac);
	}
	xmlFreeDoc(doc);
	return ret;
}

static bool
is_vf(const struct domxml_nic *nic, const struct domxml_nic *vf, const struct domxml_nic *backup)
{
	struct domxml dom = {.nnics = 1, .nics = {*nic}};

	(void)backup;
	return domxml_find(&dom, vf) != NULL;
}

int
devxml_derive(const char *xml, size_t size, const struct domxml_nic *vf, struct devxml *device,
              struct err *err)
{
	return derive(xml, size, vf, NULL, is_vf, device, err);
}

/* libvirt shows the backup's network live as well, unless that is a bridge; its place in the guest stays. */
static bool
is_pooled(const struct domxml_nic *nic, const struct domxml_nic *vf, const struct domxml_nic *backup)
{
	bool elsewhere = !nic->guest[0] || strcmp(nic->guest, backup->guest) != 0;

	return nic->network[0] && strcmp(nic->mac, vf->mac) == 0 && elsewhere &&
	       strcmp(nic->network, backup->network) != 0;
}

int
devxml_derive_pooled(const char *xml, size_t size, const struct domxml_nic *vf,
                     const struct domxml_nic *backup, struct devxml *device, struct err *err)
{
	return derive(xml, size, vf, backup, is_pooled, device, err);
}
