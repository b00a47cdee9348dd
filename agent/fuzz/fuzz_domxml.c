/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * fuzz_domxml.c: a domain's XML, and the devices that are made of it. The texts of an input (fuzz.h): the
 * live XML, --vf, --backup, the inactive XML, a device that the user gave.
 *
 * Whatever comes: what is read is within its limits, a pair's members fit, and each device XML that is made
 * reads as what it says that it is. Neighbours: fuzz_pairxml.c, fuzz_nodexml.c.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "devxml.h"
#include "domxml.h"
#include "fuzz/fuzz.h"

enum { LIVE, VF, BACKUP, INACTIVE, GIVEN };
#define PCI "0000:01:10.2"

/* Space for three domains: a domxml is large. */
static struct domxml live, named, again;

#define IS_TEXT(text) fuzz_is_text(text, sizeof(text))

static void
check_nic(const struct domxml_nic *nic)
{
	FUZZ_HOLDS(fuzz_is_mac(nic->mac) && fuzz_is_pci(nic->guest) && fuzz_is_pci(nic->host));
	FUZZ_HOLDS(IS_TEXT(nic->alias) && IS_TEXT(nic->type) && IS_TEXT(nic->model) && IS_TEXT(nic->target));
	FUZZ_HOLDS(IS_TEXT(nic->network) && IS_TEXT(nic->portgroup) && nic->vlan <= 4095);
	FUZZ_HOLDS(!(nic->virtio && nic->stands_in));
}

static void
check_domain(const struct domxml *dom, bool by_name)
{
	FUZZ_HOLDS(dom->nnics <= DOMXML_NICS_MAX && dom->npairs <= (by_name ? 1 : WIRE_PAIRS_MAX));
	FUZZ_HOLDS(dom->channel || !dom->channel_connected);
	for (unsigned int i = 0; i < dom->nnics; i++) {
		check_nic(&dom->nics[i]);
		FUZZ_HOLDS((domxml_lone(dom, i) == NULL) == (domxml_pair_of(dom, i) != NULL));
	}
	for (unsigned int i = 0; i < dom->npairs; i++) {
		const struct domxml_pair *pair = &dom->pairs[i];
		const struct domxml_nic *vf = &dom->nics[pair->vf], *backup = &dom->nics[pair->backup];

		FUZZ_HOLDS(pair->vf < dom->nnics && pair->backup < dom->nnics && pair->vf != pair->backup);
		FUZZ_HOLDS(pair->named == by_name && pair->mac[0] && fuzz_is_mac(pair->mac));
		FUZZ_HOLDS(strcmp(backup->mac, pair->mac) == 0 && backup->virtio);
		FUZZ_HOLDS(!vf->mac[0] || strcmp(vf->mac, pair->mac) == 0);
		FUZZ_HOLDS(by_name || vf->vf);
	}
}

/* The domain that there is to ask a host about: the device, and nothing else that could be read. */
static void
check_probe(const struct fuzz_parts *in, const struct devxml *device)
{
	struct err err = {0};
	char *text = devxml_probe_domain(in->text[LIVE], in->size[LIVE], device, &err);

	FUZZ_HOLDS(text);
	FUZZ_HOLDS(domxml_read(text, strlen(text), NULL, NULL, &again, &err) == 0);
	FUZZ_HOLDS(again.nnics == 1 && fuzz_same(&again.nics[0], &device->nic, sizeof(device->nic)));
	free(text);
}

/* That device's text says what its struct says. */
static void
check_device(const struct devxml *device)
{
	struct err err;
	char *text;

	FUZZ_HOLDS(asprintf(&text, "<domain><devices>%s</devices></domain>", device->text) > 0);
	FUZZ_HOLDS(domxml_read(text, strlen(text), NULL, NULL, &again, &err) == 0);
	FUZZ_HOLDS(again.nnics == 1 && fuzz_same(&again.nics[0], &device->nic, sizeof(device->nic)));
	free(text);
	check_nic(&device->nic);
}

/* All that is done to a device before it is plugged in. */
static void
change(struct devxml *device, const struct domxml_nic *vf)
{
	bool pool = strcmp(device->nic.type, "network") == 0, passed = device->nic.host[0];
	struct err err = {0};
	int ret = devxml_keep_vlan(device, vf, &err);

	FUZZ_CODE(ret, &err, -EINVAL);
	FUZZ_HOLDS(ret < 0 || device->nic.vlan == vf->vlan || strcmp(vf->type, "pci") == 0);
	check_device(device);
	if (passed) {
		FUZZ_HOLDS(devxml_set_address(device, PCI, &err) == 0);
		FUZZ_HOLDS(strcmp(device->nic.host, PCI) == 0);
	} else if (pool) {
		unsigned int vlan = device->nic.vlan;

		err = (struct err){0};
		ret = devxml_name_of_pool(device, PCI, true, 7, &err);
		FUZZ_CODE(ret, &err, -EOPNOTSUPP);
		FUZZ_HOLDS((ret < 0) == device->nic.virtualport);
		FUZZ_HOLDS(ret < 0 || (strcmp(device->nic.host, PCI) == 0 && device->nic.managed &&
		                       device->nic.vf && device->nic.vlan == (vlan ? vlan : 7)));
	}
	check_device(device);
}

static void
derive(const struct fuzz_parts *in, int from, const struct domxml_nic *vf)
{
	struct devxml device;
	struct err err = {0};
	int ret = devxml_derive(in->text[from], in->size[from], vf, &device, &err);

	FUZZ_CODE(ret, &err, -ENOENT, -EBADMSG);
	FUZZ_HOLDS((ret == 0) == (device.text != NULL));
	/* What was read there is found there. */
	FUZZ_HOLDS(ret == 0 || from != LIVE);
	if (ret == 0) {
		FUZZ_HOLDS(!device.nic.guest[0]);
		FUZZ_HOLDS(!device.nic.alias[0] || strncmp(device.nic.alias, "ua-", 3) == 0);
		check_device(&device);
		check_probe(in, &device);
		change(&device, vf);
	}
	devxml_clear(&device);
}

static void
derive_pooled(const struct fuzz_parts *in, const struct domxml_nic *vf, const struct domxml_nic *backup)
{
	struct devxml device;
	struct err err = {0};
	int ret = devxml_derive_pooled(in->text[INACTIVE], in->size[INACTIVE], vf, backup, &device, &err);

	FUZZ_CODE(ret, &err, -ENOENT, -EBADMSG);
	if (ret == 0) {
		FUZZ_HOLDS(device.nic.network[0] && strcmp(device.nic.mac, vf->mac) == 0);
		check_device(&device);
	}
	devxml_clear(&device);
}

static void
give(const struct fuzz_parts *in, const struct domxml_nic *vf, const char *mac)
{
	struct devxml device;
	struct err err = {0};
	int ret = devxml_given(in->text[GIVEN], in->size[GIVEN], vf, mac, "--dest-vf", &device, &err);

	FUZZ_CODE(ret, &err, -EINVAL);
	FUZZ_HOLDS((ret == 0) == (device.text != NULL));
	if (ret == 0) {
		FUZZ_HOLDS(!device.nic.virtio && (device.nic.vf || device.nic.host[0]));
		FUZZ_HOLDS(strcmp(device.nic.type, "pci") == 0 || strcmp(device.nic.mac, mac) == 0);
		check_device(&device);
		change(&device, vf);
	}
	devxml_clear(&device);
}

static void
check_pairs(const struct fuzz_parts *in, const struct domxml *dom)
{
	for (unsigned int i = 0; i < dom->npairs; i++) {
		const struct domxml_pair *pair = &dom->pairs[i];
		const struct domxml_nic *vf = &dom->nics[pair->vf];

		derive(in, LIVE, vf);
		derive(in, INACTIVE, vf);
		derive_pooled(in, vf, &dom->nics[pair->backup]);
		give(in, vf, pair->mac);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct err err = {0};
	struct fuzz_parts in;
	const char *vf, *backup;
	int ret;

	fuzz_parts_read(&in, data, size);
	vf = in.n > VF ? in.text[VF] : NULL;
	backup = in.n > BACKUP ? in.text[BACKUP] : NULL;
	ret = domxml_read(in.text[LIVE], in.size[LIVE], NULL, NULL, &live, &err);
	FUZZ_CODE(ret, &err, -EBADMSG);
	check_domain(&live, false);
	check_pairs(&in, &live);
	if (ret == 0 && (vf || backup)) {
		ret = domxml_read(in.text[LIVE], in.size[LIVE], vf, backup, &named, &err);
		FUZZ_CODE(ret, &err, -ENOENT);
		FUZZ_HOLDS((ret == 0) == (named.npairs == 1));
		check_domain(&named, true);
		check_pairs(&in, &named);
	}
	fuzz_parts_clear(&in);
	return 0;
}
