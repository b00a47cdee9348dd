/* SPDX-License-Identifier: BSD-3-Clause */
/* inventory.c: see inventory.h. */
#include "inventory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domxml.h"
#include "nodexml.h"

#define COPY(to, from) (void)snprintf(to, sizeof(to), "%s", from)

const struct inventory_vf *
inventory_vf(const struct inventory *inventory, const char *pci)
{
	for (unsigned int i = 0; i < inventory->nvfs; i++)
		if (strcmp(inventory->vfs[i].pci, pci) == 0)
			return &inventory->vfs[i];
	return NULL;
}

const struct inventory_pf *
inventory_pf(const struct inventory *inventory, const char *pci)
{
	for (unsigned int i = 0; i < inventory->npfs; i++)
		if (strcmp(inventory->pfs[i].pci, pci) == 0)
			return &inventory->pfs[i];
	return NULL;
}

bool
inventory_lists(const char (*list)[13], unsigned int n, const char *pci)
{
	while (n-- > 0)
		if (strcmp(list[n], pci) == 0)
			return true;
	return false;
}

const char *
inventory_pf_name(const struct inventory_pf *pf)
{
	return pf->netdev[0] ? pf->netdev : pf->pci;
}

unsigned int
inventory_left_out(const struct inventory *inventory)
{
	unsigned int left_out = inventory->more_pfs;

	for (unsigned int i = 0; i < inventory->npfs; i++) {
		const struct inventory_pf *pf = &inventory->pfs[i];
		unsigned int here = 0;

		for (unsigned int j = 0; j < inventory->nvfs; j++)
			here += strcmp(inventory->vfs[j].pf, pf->pci) == 0;
		left_out += pf->vfs > here ? pf->vfs - here : 0;
	}
	return left_out;
}

/* The entry of that address, made when there is none; NULL when there is no room. */
static struct inventory_vf *
vf_at(struct inventory *inventory, const char *pci)
{
	struct inventory_vf *vf;

	for (unsigned int i = 0; i < inventory->nvfs; i++)
		if (strcmp(inventory->vfs[i].pci, pci) == 0)
			return &inventory->vfs[i];
	if (!pci[0] || inventory->nvfs == INVENTORY_VFS_MAX)
		return NULL;
	vf = &inventory->vfs[inventory->nvfs++];
	*vf = (struct inventory_vf){.index = -1, .vlan = -1, .group = -1, .numa = -1};
	COPY(vf->pci, pci);
	return vf;
}

/* As vf_at(); what has no room is counted. */
static struct inventory_pf *
pf_at(struct inventory *inventory, const char *pci)
{
	for (unsigned int i = 0; i < inventory->npfs; i++)
		if (strcmp(inventory->pfs[i].pci, pci) == 0)
			return &inventory->pfs[i];
	if (inventory->npfs == INVENTORY_PFS_MAX) {
		inventory->more_pfs++;
		return NULL;
	}
	return &inventory->pfs[inventory->npfs++];
}

static void
add_pf(struct inventory *inventory, const struct nodexml *node)
{
	struct inventory_pf *pf = pf_at(inventory, node->pci);

	if (!pf)
		return;
	*pf = (struct inventory_pf){.vfs = node->all_vfs, .max_vfs = node->max_vfs};
	COPY(pf->pci, node->pci);
	for (unsigned int i = 0; i < node->nvfs; i++) {
		struct inventory_vf *vf = vf_at(inventory, node->vfs[i]);

		if (!vf)
			continue;
		vf->index = (int)i;
		COPY(vf->pf, node->pci);
	}
}

static void
add_vf(struct inventory *inventory, const struct nodexml *node)
{
	struct inventory_vf *vf = vf_at(inventory, node->pci);

	if (!vf)
		return;
	COPY(vf->pf, node->pf);
	COPY(vf->kind, node->kind);
	COPY(vf->driver, node->driver);
	vf->group = node->group;
	vf->numa = node->numa;
}

/* udev gives a network device the end that the driver calls its port by: "p0" of the PF itself, "pf0vf3" or
 * "pf0sf7" of a representor. */
static bool
is_called_representor(const char *netdev)
{
	const char *end = strstr(netdev, "pf");
	int used = 0;

	return end && sscanf(end, "pf%*[0-9]%*1[vs]f%*[0-9]%n", &used) == 0 && used > 0 && !end[used];
}

/* Set by hand or made up by a driver, as those of representors are by most; one that is burnt in is not. */
static bool
is_made_up(const char *mac)
{
	return !mac[0] || strchr("2367abef", mac[1]) != NULL;
}

/*
 * Whether a network device of a PF is rather its own than the one that stands there. With a switch in the NIC
 * (switchdev) the representors of its VFs belong to the same function, libvirt tells neither which they are
 * nor lists them in any order, and the PF's was there before them: eth2 before eth10.
 */
static bool
is_rather(const struct nodexml *node, const struct inventory_pf *pf)
{
	int order = is_called_representor(node->netdev) - is_called_representor(pf->netdev);

	if (order == 0)
		order = is_made_up(node->mac) - is_made_up(pf->mac);
	if (order == 0)
		order = (int)strlen(node->netdev) - (int)strlen(pf->netdev);
	if (order == 0)
		order = strcmp(node->netdev, pf->netdev);
	return order < 0 || !pf->netdev[0];
}

static void
add_net(struct inventory *inventory, const struct nodexml *node)
{
	for (unsigned int i = 0; i < inventory->npfs; i++) {
		struct inventory_pf *pf = &inventory->pfs[i];

		if (strcmp(pf->pci, node->pci) != 0 || !is_rather(node, pf))
			continue;
		COPY(pf->netdev, node->netdev);
		COPY(pf->mac, node->mac);
		COPY(pf->link, node->link);
	}
	for (unsigned int i = 0; i < inventory->nvfs; i++) {
		struct inventory_vf *vf = &inventory->vfs[i];

		if (strcmp(vf->pci, node->pci) != 0)
			continue;
		COPY(vf->netdev, node->netdev);
		COPY(vf->link, node->link);
		COPY(vf->mac, node->mac);
	}
}

void
inventory_add_device(struct inventory *inventory, const char *xml)
{
	struct nodexml node;
	struct err ignored;

	if (nodexml_read(xml, &node, &ignored) < 0)
		return;
	if (node.net)
		add_net(inventory, &node);
	else if (node.pf[0])
		add_vf(inventory, &node);
	else if (node.is_pf)
		add_pf(inventory, &node);
}

void
inventory_add_interface(struct inventory *inventory, const char *xml)
{
	char netdev[16], address[46];
	struct err ignored;

	if (nodexml_interface(xml, netdev, address, &ignored) < 0)
		return;
	for (unsigned int i = 0; i < inventory->nvfs; i++)
		if (netdev[0] && strcmp(inventory->vfs[i].netdev, netdev) == 0)
			COPY(inventory->vfs[i].address, address);
}

/* libvirt sets MAC and VLAN for an <interface>, and neither for a plain <hostdev>. */
static void
give(struct inventory *inventory, const char *name, const struct domxml_nic *nic)
{
	for (unsigned int i = 0; i < inventory->nvfs; i++) {
		struct inventory_vf *vf = &inventory->vfs[i];

		if (strcmp(vf->pci, nic->host) != 0)
			continue;
		COPY(vf->user, name);
		COPY(vf->mac, nic->mac);
		vf->vlan = nic->mac[0] ? (int)nic->vlan : -1;
	}
}

void
inventory_add_domain(struct inventory *inventory, const char *name, const char *xml)
{
	struct domxml *dom = calloc(1, sizeof(*dom));
	struct err ignored;

	if (dom && domxml_read(xml, strlen(xml), NULL, NULL, dom, &ignored) == 0)
		for (unsigned int i = 0; i < dom->nnics; i++)
			if (dom->nics[i].host[0])
				give(inventory, name, &dom->nics[i]);
	free(dom);
}

void
inventory_add_pool(struct inventory *inventory, const char *name, const char *pci)
{
	for (unsigned int i = 0; i < inventory->nvfs; i++)
		if (strcmp(inventory->vfs[i].pci, pci) == 0)
			COPY(inventory->vfs[i].pool, name);
}

static int
compare_vfs(const void *left, const void *right)
{
	const struct inventory_vf *a = left, *b = right;
	int order = strcmp(a->pf, b->pf);

	if (order == 0)
		order = (a->index > b->index) - (a->index < b->index);
	return order ? order : strcmp(a->pci, b->pci);
}

static int
compare_pfs(const void *left, const void *right)
{
	return strcmp(((const struct inventory_pf *)left)->pci, ((const struct inventory_pf *)right)->pci);
}

/* A VF that its PF does not list, though it lists all that it has. */
static bool
is_gone(const struct inventory *inventory, const struct inventory_vf *vf)
{
	const struct inventory_pf *pf = inventory_pf(inventory, vf->pf);

	return vf->index < 0 && pf && pf->vfs <= NODEXML_VFS_MAX;
}

/* libvirt keeps the device of a VF that is gone until udev tells it, and udev may not be there. */
static void
drop_gone(struct inventory *inventory)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < inventory->nvfs; i++)
		if (!is_gone(inventory, &inventory->vfs[i]))
			inventory->vfs[n++] = inventory->vfs[i];
	inventory->nvfs = n;
}

void
inventory_sort(struct inventory *inventory)
{
	drop_gone(inventory);
	qsort(inventory->pfs, inventory->npfs, sizeof(inventory->pfs[0]), compare_pfs);
	qsort(inventory->vfs, inventory->nvfs, sizeof(inventory->vfs[0]), compare_vfs);
}
