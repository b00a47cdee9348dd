/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * fuzz_nodexml.c: what a host's XML says: node devices, interfaces, networks, capabilities, and the inventory
 * that is made of them. Each text of an input (fuzz.h) is read as what it seems to be.
 *
 * Whatever comes: addresses are addresses, and the inventory is within its limits, in order, and finds each
 * function by its address. Neighbours: fuzz_domxml.c.
 */
#include <errno.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "hostxml.h"
#include "inventory.h"
#include "nodexml.h"
#include "poolxml.h"

static struct inventory inventory;

#define IS_TEXT(text) fuzz_is_text(text, sizeof(text))

static bool
is_kind(const char *kind)
{
	return !kind[0] || (strlen(kind) == 9 && kind[4] == ':' &&
	                    strspn(kind, "0123456789abcdef") + strspn(kind + 5, "0123456789abcdef") == 8);
}

static void
check_node(const char *xml)
{
	static struct nodexml node;
	struct err err = {0};
	int ret = nodexml_read(xml, &node, &err);

	FUZZ_CODE(ret, &err, -ENODEV, -EBADMSG);
	FUZZ_HOLDS(node.nvfs <= NODEXML_VFS_MAX && node.nvfs <= node.all_vfs);
	FUZZ_HOLDS(fuzz_is_pci(node.pci) && fuzz_is_pci(node.pf) && fuzz_is_mac(node.mac));
	FUZZ_HOLDS(ret < 0 || node.pci[0]);
	for (unsigned int i = 0; i < node.nvfs; i++)
		FUZZ_HOLDS(fuzz_is_pci(node.vfs[i]));
	FUZZ_HOLDS(is_kind(node.kind) && node.group >= -1 && node.numa >= -1);
	FUZZ_HOLDS(IS_TEXT(node.driver) && IS_TEXT(node.netdev) && IS_TEXT(node.link));
}

static void
check_host(const char *xml)
{
	struct err err = {0};
	char uuid[37];
	int ret = hostxml_uuid(xml, uuid, &err);

	FUZZ_CODE(ret, &err, -EBADMSG);
	FUZZ_HOLDS(ret < 0 || IS_TEXT(uuid));
}

static void
check_interface(const char *xml)
{
	char netdev[16], address[46];
	struct err err = {0};
	int ret = nodexml_interface(xml, netdev, address, &err);

	FUZZ_CODE(ret, &err, -EBADMSG);
	FUZZ_HOLDS(ret < 0 || (IS_TEXT(netdev) && IS_TEXT(address)));
}

static void
check_pool(const char *xml)
{
	static struct poolxml pool;
	const struct inventory_vf *vf;
	struct err err = {0};
	char doubt[256];
	int ret = poolxml_read(xml, "lan", &pool, &err);

	FUZZ_CODE(ret, &err, -EINVAL, -EOPNOTSUPP, -EBADMSG);
	FUZZ_HOLDS(hostxml_network_vlan(xml, "") <= 4095);
	FUZZ_HOLDS(hostxml_network_doubt(xml, &inventory, doubt, sizeof(doubt)) == (doubt[0] != '\0'));
	if (ret == 0) {
		FUZZ_HOLDS(pool.n <= POOLXML_VFS_MAX && pool.vlan == hostxml_network_vlan(xml, "lan"));
		FUZZ_HOLDS(!hostxml_network_virtualport(xml, "lan") && IS_TEXT(pool.name));
		for (unsigned int i = 0; i < pool.n; i++)
			FUZZ_HOLDS(fuzz_is_pci(pool.vfs[i]));
		vf = poolxml_free(&pool, &inventory, NULL, 0);
		FUZZ_HOLDS(!vf ||
		           (!vf->user[0] && inventory_lists((const char(*)[13])pool.vfs, pool.n, vf->pci)));
	}
	err = (struct err){0};
	FUZZ_CODE(hostxml_network_has_room(xml, 2, &inventory, &err), &err, -ENODEV, -ENOENT, -EINVAL,
	          -EBADMSG);
}

static void
check_inventory(void)
{
	FUZZ_HOLDS(inventory.npfs <= INVENTORY_PFS_MAX && inventory.nvfs <= INVENTORY_VFS_MAX);
	for (unsigned int i = 0; i < inventory.npfs; i++) {
		const struct inventory_pf *pf = &inventory.pfs[i];

		FUZZ_HOLDS(pf->pci[0] && fuzz_is_pci(pf->pci) && fuzz_is_mac(pf->mac));
		FUZZ_HOLDS(inventory_pf(&inventory, pf->pci) && inventory_pf_name(pf)[0]);
		FUZZ_HOLDS(i == 0 || strcmp(pf[-1].pci, pf->pci) < 0);
	}
	for (unsigned int i = 0; i < inventory.nvfs; i++) {
		const struct inventory_vf *vf = &inventory.vfs[i];

		FUZZ_HOLDS(vf->pci[0] && fuzz_is_pci(vf->pci) && fuzz_is_pci(vf->pf) && fuzz_is_mac(vf->mac));
		FUZZ_HOLDS(vf->index >= -1 && vf->vlan >= -1 && vf->vlan <= 4095 && is_kind(vf->kind));
		FUZZ_HOLDS(inventory_vf(&inventory, vf->pci) == vf);
		FUZZ_HOLDS(i == 0 || strcmp(vf[-1].pf, vf->pf) <= 0);
	}
	(void)inventory_left_out(&inventory);
}

/* To read each text as everything would take most of the time. */
static bool
has(const char *xml, const char *element)
{
	return strstr(xml, element) != NULL;
}

static void
read_devices(const struct fuzz_parts *in)
{
	for (unsigned int i = 0; i < in->n; i++) {
		if (!has(in->text[i], "<device"))
			continue;
		check_node(in->text[i]);
		inventory_add_device(&inventory, in->text[i]);
	}
}

static void
read_others(const struct fuzz_parts *in)
{
	for (unsigned int i = 0; i < in->n; i++) {
		const char *xml = in->text[i];

		if (has(xml, "<interface")) {
			check_interface(xml);
			inventory_add_interface(&inventory, xml);
		}
		if (has(xml, "<host"))
			check_host(xml);
		if (has(xml, "<domain"))
			inventory_add_domain(&inventory, "vnf", xml);
		if (has(xml, "<network"))
			hostxml_add_pool(xml, &inventory);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_parts in;

	fuzz_parts_read(&in, data, size);
	inventory.npfs = inventory.nvfs = inventory.more_pfs = 0;
	read_devices(&in);
	read_others(&in);
	inventory_sort(&inventory);
	check_inventory();
	for (unsigned int i = 0; i < in.n; i++)
		if (has(in.text[i], "<network"))
			check_pool(in.text[i]);
	fuzz_parts_clear(&in);
	return 0;
}
