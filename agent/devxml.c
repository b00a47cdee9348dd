/* SPDX-License-Identifier: BSD-3-Clause */
/* devxml.c: see devxml.h. */
#include "devxml.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "devxml_impl.h"

bool
devxml_is_users(const xmlNode *alias)
{
	char name[64];

	xml_attr(alias, "name", name, sizeof(name));
	return strncmp(name, "ua-", 3) == 0;
}

static void
set_alias(xmlNode *node, const char *name)
{
	xmlNode *alias = xmlNewChild(node, NULL, (const xmlChar *)"alias", NULL);

	if (alias)
		xmlNewProp(alias, (const xmlChar *)"name", (const xmlChar *)name);
}

int
devxml_finish(xmlDoc *doc, xmlNode *node, struct devxml *device, struct err *err)
{
	char *text = xml_print(doc, node);

	if (!text)
		return err_set(err, -ENOMEM, "no memory for a device's XML");
	xml_nic(node, &device->nic);
	device->text = text;
	return 0;
}

static int
fit_mac(xmlNode *node, const struct domxml_nic *nic, const char *mac, const char *by, struct err *err)
{
	xmlNode *is = xml_child(node, "mac");

	if (!xml_is(node, "interface"))
		return 0;
	if (is && strcmp(nic->mac, mac) != 0)
		return err_set(err, -EINVAL,
		               "%s has the MAC %s and the pair has %s: give it the pair's, or none", by,
		               nic->mac[0] ? nic->mac : "(not one)", mac);
	if (is)
		return 0;
	is = xmlNewNode(NULL, (const xmlChar *)"mac");
	if (!is || !xmlNewProp(is, (const xmlChar *)"address", (const xmlChar *)mac))
		return err_set(err, -ENOMEM, "no memory for a device's XML");
	xmlAddChild(node, is);
	return 0;
}

/* Whether what nic says can take a VF's place: it must be one, or stand for one. */
static int
fit_kind(const struct domxml_nic *nic, const char *by, struct err *err)
{
	bool plain = strcmp(nic->type, "pci") == 0;

	if (nic->virtio)
		return err_set(err, -EINVAL, "%s is a virtio NIC: that is what a backup is, not a VF", by);
	if (!nic->vf && !plain)
		return err_set(err, -EINVAL,
		               "%s is an <interface type='%s'>%s%s, which is no VF: use "
		               "<interface type='hostdev'> or a network that is a pool of VFs",
		               by, nic->type, nic->model[0] ? " of model " : " without a model", nic->model);
	if (!nic->host[0] && (plain || strcmp(nic->type, "hostdev") == 0))
		return err_set(err, -EINVAL,
		               "%s names no VF: give it <source><address type='pci' .../></source>", by);
	return 0;
}

static int
fit(xmlDoc *doc, const struct domxml_nic *vf, const char *mac, const char *by, struct devxml *device,
    struct err *err)
{
	xmlNode *node = xmlDocGetRootElement(doc), *alias = xml_child(node, "alias");
	struct domxml_nic nic;
	int ret;

	if (!xml_nic(node, &nic))
		return err_set(err, -EINVAL,
		               "%s is a <%s>: it must be one <interface> or <hostdev type='pci'>", by,
		               node ? (const char *)node->name : "nothing");
	/* Whether its network is a pool is asked of the destination. */
	if (nic.virtio) {
		devxml_drop_model(node);
		xml_nic(node, &nic);
	}
	ret = fit_mac(node, &nic, mac, by, err);
	if (ret == 0)
		ret = fit_kind(&nic, by, err);
	if (ret < 0)
		return ret;
	if (alias && !devxml_is_users(alias)) {
		xml_drop(alias);
		alias = NULL;
	}
	if (!alias && strncmp(vf->alias, "ua-", 3) == 0)
		set_alias(node, vf->alias);
	return devxml_finish(doc, node, device, err);
}

int
devxml_given(const char *text, size_t size, const struct domxml_nic *vf, const char *mac, const char *by,
             struct devxml *device, struct err *err)
{
	struct err why = {0};
	xmlDoc *doc = xml_parse(text, size, &why);
	int ret;

	memset(device, 0, sizeof(*device));
	if (!doc)
		return err_set(err, -EINVAL, "%s is %s", by, why.text);
	ret = fit(doc, vf, mac, by, device, err);
	xmlFreeDoc(doc);
	return ret;
}

/* Lets edit change the device's element; then the text and what it says are those of the result. */
static int
change(struct devxml *device, bool (*edit)(xmlNode *node, const char *value), const char *value,
       struct err *err)
{
	xmlDoc *doc = xml_parse(device->text, strlen(device->text), err);
	struct devxml changed = {0};
	int ret = -EBADMSG;

	if (!doc)
		return ret;
	if (edit(xmlDocGetRootElement(doc), value))
		ret = devxml_finish(doc, xmlDocGetRootElement(doc), &changed, err);
	else
		ret = err_set(err, -ENOMEM, "no memory for a device's XML");
	xmlFreeDoc(doc);
	if (ret < 0)
		return ret;
	free(device->text);
	*device = changed;
	return 0;
}

static bool
put_address(xmlNode *node, const char *pci)
{
	static const char *const parts[] = {"domain", "bus", "slot", "function"};
	static const unsigned int at[] = {0, 5, 8, 11}, digits[] = {4, 2, 2, 1};
	xmlNode *address = xml_child(xml_child(node, "source"), "address");
	char text[8];

	for (unsigned int i = 0; address && i < 4; i++) {
		(void)snprintf(text, sizeof(text), "0x%.*s", (int)digits[i], pci + at[i]);
		if (!xmlSetProp(address, (const xmlChar *)parts[i], (const xmlChar *)text))
			return false;
	}
	return address != NULL;
}

int
devxml_set_address(struct devxml *device, const char *pci, struct err *err)
{
	return strcmp(device->nic.host, pci) == 0 ? 0 : change(device, put_address, pci, err);
}

/* In the place of one that tells no tag, or 0. */
static bool
put_vlan(xmlNode *node, const char *id)
{
	xmlNode *vlan, *tag;

	devxml_drop(node, "vlan", NULL);
	vlan = xmlNewChild(node, NULL, (const xmlChar *)"vlan", NULL);
	tag = vlan ? xmlNewChild(vlan, NULL, (const xmlChar *)"tag", NULL) : NULL;

	return tag && xmlNewProp(tag, (const xmlChar *)"id", (const xmlChar *)id);
}

int
devxml_keep_vlan(struct devxml *device, const struct domxml_nic *vf, struct err *err)
{
	const struct domxml_nic *nic = &device->nic;
	char id[16];

	(void)snprintf(id, sizeof(id), "%u", vf->vlan);
	/* The tag of a plain <hostdev> stands in no XML. */
	if (nic->vlan == vf->vlan || strcmp(vf->type, "pci") == 0)
		return 0;
	if (nic->vlan)
		return err_set(err, -EINVAL,
		               "it has the VLAN tag %u and the pair's VF has %s: give it the same", nic->vlan,
		               vf->vlan ? id : "none");
	if (strcmp(nic->type, "hostdev") != 0 && strcmp(nic->type, "network") != 0)
		return err_set(
		        err, -EINVAL,
		        "the pair's VF has the VLAN tag %u, and libvirt sets none for a device of type %s: "
		        "use <interface type='hostdev'>",
		        vf->vlan, nic->type);
	return change(device, put_vlan, id, err);
}

/* What belongs to the network goes with it; a driver of a NIC (vhost) is none for a function. */
static bool
put_function(xmlNode *node, const char *pci, const char *managed)
{
	static const char *const elements[] = {"source", "model", "driver"};
	xmlNode *source, *address;

	for (unsigned int i = 0; i < sizeof(elements) / sizeof(elements[0]); i++)
		devxml_drop(node, elements[i], NULL);
	source = xmlNewChild(node, NULL, (const xmlChar *)"source", NULL);
	address = source ? xmlNewChild(source, NULL, (const xmlChar *)"address", NULL) : NULL;
	return address && xmlNewProp(address, (const xmlChar *)"type", (const xmlChar *)"pci") &&
	       xmlSetProp(node, (const xmlChar *)"type", (const xmlChar *)"hostdev") &&
	       xmlSetProp(node, (const xmlChar *)"managed", (const xmlChar *)managed) &&
	       put_address(node, pci);
}

static bool
put_managed(xmlNode *node, const char *pci)
{
	return put_function(node, pci, "yes");
}

static bool
put_unmanaged(xmlNode *node, const char *pci)
{
	return put_function(node, pci, "no");
}

int
devxml_name_of_pool(struct devxml *device, const char *pci, bool managed, unsigned int vlan, struct err *err)
{
	char id[16];
	int ret = 0;

	/* libvirt puts it together with that of the network. */
	if (device->nic.virtualport)
		return err_set(err, -EOPNOTSUPP, "it has a <virtualport>: leave its VF to libvirt");
	(void)snprintf(id, sizeof(id), "%u", vlan);
	if (vlan && !device->nic.vlan)
		ret = change(device, put_vlan, id, err);
	return ret < 0 ? ret : change(device, managed ? put_managed : put_unmanaged, pci, err);
}

char *
devxml_probe_domain(const char *xml, size_t size, const struct devxml *device, struct err *err)
{
	xmlDoc *doc = xml_parse(xml, size, err);
	xmlNode *root = doc ? xmlDocGetRootElement(doc) : NULL,
	        *type = xml_child(xml_child(root, "os"), "type");
	xmlChar *kind, *arch, *machine, *emulator;
	char *text = NULL;

	if (!doc)
		return NULL;
	kind = xml_quoted(root, "type");
	arch = xml_quoted(type, "arch");
	machine = xml_quoted(type, "machine");
	emulator = xml_quoted(xml_child(xml_child(root, "devices"), "emulator"), NULL);
	xmlFreeDoc(doc);
	if (!kind || !arch || !machine || !emulator ||
	    asprintf(&text,
	             "<domain type=\"%s\"><name>vferry-probe</name><memory unit='MiB'>64</memory><os>"
	             "<type arch=\"%s\" machine=\"%s\">hvm</type></os><devices><emulator>%s</emulator>%s"
	             "</devices></domain>",
	             kind, arch, machine, emulator, device->text) < 0) {
		err_set(err, -ENOMEM, "no memory for a device's XML");
		text = NULL;
	}
	xmlFree(kind);
	xmlFree(arch);
	xmlFree(machine);
	xmlFree(emulator);
	return text;
}

void
devxml_clear(struct devxml *device)
{
	free(device->text);
	memset(device, 0, sizeof(*device));
}
