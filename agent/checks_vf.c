/* SPDX-License-Identifier: BSD-3-Clause */
/* checks_vf.c: the checks of checks.c that are about the pairs' devices: which one is plugged in where, with
 * which MAC and VLAN. Whether the destination has it is asked in checks_room.c. See crossing_impl.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crossing_impl.h"
#include "pairxml.h"

/* What the domain's next start makes of the pair's VF, if that is a NIC on a network. */
static int
derive_network(struct crossing *c, struct crossing_pair *p, struct devxml *device)
{
	struct err ignored;
	char *inactive = NULL;
	size_t size;
	int ret;

	if (c->ops->xml(c->hosts, HOST_SOURCE, true, &inactive, &ignored) < 0)
		return -ENOENT;
	size = strlen(inactive);
	ret = devxml_derive(inactive, size, &p->vf, device, &ignored);
	if (ret < 0)
		ret = devxml_derive_pooled(inactive, size, &p->vf, &p->backup, device, &ignored);
	free(inactive);
	if (ret == 0 && strcmp(device->nic.type, "network") != 0) {
		devxml_clear(device);
		ret = -ENOENT;
	}
	return ret;
}

/* A NIC on a network shows the function that it got, live; what the next host should look at is the network.
 */
static enum outcome
derive(struct crossing *c, struct crossing_pair *p, struct err *err)
{
	int ret = -ENOENT;

	if (strcmp(p->vf.type, "hostdev") == 0 && p->vf.mac[0])
		ret = derive_network(c, p, &p->device[HOST_SOURCE]);
	if (ret < 0)
		ret = devxml_derive(c->xml, strlen(c->xml), &p->vf, &p->device[HOST_SOURCE], err);
	if (ret < 0)
		return OUTCOME_ERROR;
	if (devxml_keep_vlan(&p->device[HOST_SOURCE], &p->vf, err) == 0)
		return OUTCOME_OK;
	err_wrap(err, "the device %s of domain %s as its next start makes it", p->vf.alias, c->domain.name);
	return OUTCOME_UNFIT_VF;
}

/* The device that the user gave for that pair, for this crossing or in the domain; NULL: none. */
static const char *
given_for(struct crossing *c, const struct pairxml *own, struct crossing_pair *p)
{
	const char *host = c->host[HOST_DESTINATION].name, *xml;
	char note[160];

	for (unsigned int i = 0; i < c->wish->ndest_vfs; i++) {
		const char *mac = c->wish->dest_vfs[i].mac;

		if (mac && strcmp(mac, p->mac) != 0)
			continue;
		p->given = "--dest-vf";
		return c->wish->dest_vfs[i].xml;
	}
	xml = pairxml_find(own, p->mac, host);
	if (xml) {
		p->given = "the device in the domain's metadata";
	} else if (host[0] && pairxml_find(own, p->mac, NULL)) {
		/* Or the name of the host was misspelt. */
		(void)snprintf(note, sizeof(note),
		               "the domain's metadata has devices for %s, none for host %.60s", p->mac, host);
		crossing_note(c, note);
	}
	return xml;
}

static bool
is_pair(const struct crossing *c, const char *mac)
{
	for (unsigned int i = 0; i < c->npairs; i++)
		if (strcmp(c->pairs[i].mac, mac) == 0)
			return true;
	return false;
}

/* Each device that was given is for one pair, and no pair has two. */
static int
check_given(const struct crossing *c, struct err *err)
{
	const struct crossing_dest_vf *all = c->wish->dest_vfs;
	unsigned int n = c->wish->ndest_vfs;

	for (unsigned int i = 0; i < n; i++) {
		if (!all[i].mac && n > 1)
			return err_set(err, -EINVAL,
			               "--dest-vf is given %u times: say of each whose it is with --dest-vf "
			               "MAC=FILE",
			               n);
		if (!all[i].mac && c->npairs > 1)
			return err_set(
			        err, -EINVAL,
			        "--dest-vf is one device and domain %s has %u pairs: say whose it is with "
			        "--dest-vf MAC=FILE, or choose a pair with --vf",
			        c->domain.name, c->npairs);
		if (all[i].mac && !is_pair(c, all[i].mac))
			return err_set(err, -EINVAL,
			               "--dest-vf names the pair %s, which domain %s does not have",
			               all[i].mac, c->domain.name);
		for (unsigned int j = 0; j < i; j++)
			if (strcmp(all[i].mac, all[j].mac) == 0)
				return err_set(err, -EINVAL, "--dest-vf is given twice for the pair %s",
				               all[i].mac);
	}
	return 0;
}

/* Both members stand in one network: what their XML says of its tag must not differ. */
static enum outcome
check_tags(struct crossing *c, struct crossing_pair *p, struct err *err)
{
	bool plain = strcmp(p->vf.type, "pci") == 0;
	/* A plain <hostdev> shows no tag; what takes its place may. */
	unsigned int vf = plain ? p->device[HOST_DESTINATION].nic.vlan : p->vf.vlan, backup = p->backup.vlan;
	char note[160];

	p->vlan = vf;
	if (vf == backup)
		return OUTCOME_OK;
	if (vf && backup) {
		err_set(err, -EINVAL,
		        "the members of pair %s are in two VLANs: the VF in %u and the backup in %u; give "
		        "both "
		        "one <vlan> tag",
		        p->mac, vf, backup);
		if (plain)
			err_wrap(err, "%s", p->given);
		return plain ? OUTCOME_BAD_DEST_VF : OUTCOME_UNFIT_VF;
	}
	(void)snprintf(note, sizeof(note),
	               "only the %s of %s has a VLAN tag (%u) in the XML: that the other's network is in it "
	               "cannot be seen",
	               vf ? "VF" : "backup", p->mac, vf ? vf : backup);
	crossing_note(c, note);
	return OUTCOME_OK;
}

static enum outcome
work_out(struct crossing *c, const struct pairxml *own, struct crossing_pair *p, struct err *err)
{
	struct devxml *there = &p->device[HOST_DESTINATION];
	const char *given = given_for(c, own, p);
	enum outcome outcome = derive(c, p, err);
	int ret;

	if (outcome != OUTCOME_OK)
		return outcome;
	if (given && devxml_given(given, strlen(given), &p->vf, p->mac, p->given, there, err) < 0)
		return OUTCOME_BAD_DEST_VF;
	if (!given) {
		*there = p->device[HOST_SOURCE];
		there->text = strdup(there->text);
		if (!there->text)
			return OUTCOME_ERROR;
	}
	ret = devxml_keep_vlan(there, &p->vf, err);
	if (ret < 0) {
		err_wrap(err, "%s", given ? p->given : "the device for the destination");
		return given ? OUTCOME_BAD_DEST_VF : OUTCOME_UNFIT_VF;
	}
	p->choose[HOST_SOURCE] = strcmp(p->device[HOST_SOURCE].nic.type, "hostdev") == 0;
	p->choose[HOST_DESTINATION] = !given && choose_is_function(p, HOST_DESTINATION);
	return check_tags(c, p, err);
}

/*
 * One that this crossing does not carry keeps no other pair from crossing: one that --vf and --backup leave
 * behind, and one that was left on its backup by the crossing before, have a backup all the same.
 */
static int
check_own(struct crossing *c, const struct domxml *dom, const char *mac, struct err *err)
{
	char note[80];

	if (!domxml_backup(dom, mac))
		return err_set(err, -EINVAL,
		               "it names the pair %s, which the domain does not have: see 'vferry pairs'",
		               mac);
	if (!c->wish->vf && !c->wish->backup) {
		(void)snprintf(note, sizeof(note), "pair %s has no VF now, only its backup", mac);
		crossing_note(c, note);
	}
	return 0;
}

/* What the domain's metadata says, about this crossing's pairs or others. */
static int
read_own(struct crossing *c, struct pairxml *own, struct err *err)
{
	struct domxml dom;
	int ret = pairxml_read(c->xml, strlen(c->xml), own, err);

	if (ret == 0)
		ret = domxml_read(c->xml, strlen(c->xml), NULL, NULL, &dom, err);
	for (unsigned int i = 0; ret == 0 && i < own->n; i++) {
		const char *mac = own->devices[i].mac;
		/* A pair's devices stand together. */
		bool again = i > 0 && strcmp(mac, own->devices[i - 1].mac) == 0;

		if (!again && !is_pair(c, mac))
			ret = check_own(c, &dom, mac, err);
	}
	return ret < 0 ? err_wrap(err, "the metadata " PAIRXML_URI " of domain %s", c->domain.name) : 0;
}

static enum outcome
work_out_all(struct crossing *c, const struct pairxml *own, struct err *err)
{
	for (unsigned int i = 0; i < c->npairs; i++) {
		enum outcome outcome = work_out(c, own, &c->pairs[i], err);

		if (outcome != OUTCOME_OK)
			return outcome;
	}
	return OUTCOME_OK;
}

enum outcome
checks_devices(struct crossing *c, struct err *err)
{
	struct pairxml own = {0};
	enum outcome outcome = OUTCOME_BAD_DEST_VF;

	if (check_given(c, err) == 0 && read_own(c, &own, err) == 0)
		outcome = work_out_all(c, &own, err);
	pairxml_clear(&own);
	return outcome;
}
