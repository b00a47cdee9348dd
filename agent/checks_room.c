/* SPDX-License-Identifier: BSD-3-Clause */
/* checks_room.c: the check of checks.c that asks whether the destination takes each pair's device, and which
 * VF it will be. See crossing_impl.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crossing_impl.h"
#include "hostxml.h"
#include "vfpick.h"

int
checks_learn(struct crossing *c, enum host_side side, struct err *err)
{
	struct err *unsaid = &c->unsaid[side];

	if (c->inventory[side])
		return 0;
	/* One that does not answer would be waited for once more by each pair. */
	if (unsaid->code < 0 || choose_learn(c, side, unsaid) < 0)
		return err_set(err, unsaid->code, "%s", unsaid->text);
	return 0;
}

/* What the VFs of the pairs are on the source. -EINVAL: one is no VF. */
static int
learn_source(struct crossing *c, struct err *err)
{
	struct err ignored;

	for (unsigned int i = 0; i < c->npairs; i++) {
		struct crossing_pair *p = &c->pairs[i];
		const struct inventory_vf *vf;
		const struct inventory_pf *pf;

		if (!p->vf.host[0])
			continue;
		memcpy(p->host[HOST_SOURCE], p->vf.host, sizeof(p->host[0]));
		if (checks_learn(c, HOST_SOURCE, &ignored) < 0)
			continue;
		vf = inventory_vf(c->inventory[HOST_SOURCE], p->vf.host);
		if (!vf && inventory_left_out(c->inventory[HOST_SOURCE]) == 0)
			return err_set(
			        err, -EINVAL,
			        "%s, the device %s of domain %s, is no VF of host %s: see 'vferry vfs'",
			        p->vf.host, p->vf.alias, c->domain.name, c->host[HOST_SOURCE].name);
		pf = vf ? inventory_pf(c->inventory[HOST_SOURCE], vf->pf) : NULL;
		(void)snprintf(p->kind, sizeof(p->kind), "%s", vf ? vf->kind : "");
		(void)snprintf(p->pf_netdev, sizeof(p->pf_netdev), "%s", pf ? pf->netdev : "");
	}
	return 0;
}

/* Whether the destination's QEMU knows the device, which it emulates. Nothing else is asked about:
 * libvirtd 11.3 dies of a translation with <interface type='hostdev'>, and a network may turn out to be a
 * pool of these. */
static int
is_known_to_qemu(struct crossing *c, const struct crossing_pair *p, struct err *err)
{
	char *domain = devxml_probe_domain(c->xml, strlen(c->xml), &p->device[HOST_DESTINATION], err);
	int ret = domain ? c->ops->translate(c->hosts, HOST_DESTINATION, domain, err) : -ENOMEM;

	free(domain);
	return ret;
}

/* How many VFs of the pair's network are wanted by the pairs up to this one. */
static unsigned int
wanted_of(const struct crossing *c, const struct crossing_pair *p)
{
	const char *network = p->device[HOST_DESTINATION].nic.network;
	unsigned int n = 0;

	for (const struct crossing_pair *q = c->pairs; q <= p; q++)
		n += strcmp(q->device[HOST_DESTINATION].nic.network, network) == 0;
	return n;
}

/* A NIC's own tag comes before its portgroup's, and that before its network's. A plain <hostdev> showed none:
 * then the backup's tells. */
static int
keeps_vlan(const struct crossing_pair *p, const char *network, struct err *err)
{
	const struct domxml_nic *nic = &p->device[HOST_DESTINATION].nic;
	bool plain = strcmp(p->vf.type, "pci") == 0;
	unsigned int there = nic->vlan ? 0 : hostxml_network_vlan(network, nic->portgroup),
	             here = plain ? p->backup.vlan : 0;

	if (there == 0 || there == here)
		return 0;
	return err_set(err, -EINVAL, "network %s gives its VFs the VLAN tag %u, and the pair's %s has %s",
	               nic->network, there, plain ? "backup" : "VF", here ? "another" : "none");
}

/* Once for all pairs of the network. */
static void
note_pool(struct crossing *c, const struct crossing_pair *p, const char *network)
{
	char note[256];

	if (wanted_of(c, p) == 1 &&
	    hostxml_network_doubt(network, c->inventory[HOST_DESTINATION], note, sizeof(note)))
		crossing_note(c, note);
}

/* A NIC that stands for a VF may be on any network. Where there was a VF, and for any other NIC, it must be a
 * pool of VFs. */
static int
has_pool(struct crossing *c, const struct crossing_pair *p, struct err *err)
{
	const struct domxml_nic *nic = &p->device[HOST_DESTINATION].nic;
	struct err why, ignored;
	char *xml = NULL;
	int ret = c->ops->network(c->hosts, HOST_DESTINATION, nic->network, &xml, &why);

	/* Also for the report: libvirt picks the VF and tells its address only. */
	(void)checks_learn(c, HOST_DESTINATION, &ignored);
	if (ret < 0)
		return ret == -ENOENT ? err_set(err, ret, "%s", why.text)
		                      : err_set(err, ret, "it does not say what its network %s is: %s",
		                                nic->network, why.text);
	ret = hostxml_network_has_room(xml, wanted_of(c, p), c->inventory[HOST_DESTINATION], err);
	if (ret == 0)
		note_pool(c, p, xml);
	if (ret == -EINVAL && nic->stands_in && !p->vf.host[0])
		ret = 0;
	/* Also where none is free now: one may be when it is to be plugged in. */
	else if (ret != -EINVAL && keeps_vlan(p, xml, err) < 0)
		ret = -EINVAL;
	free(xml);
	return ret;
}

static int
is_given_twice(const struct crossing *c, const struct crossing_pair *p, struct err *err)
{
	const char *pci = p->device[HOST_DESTINATION].nic.host;

	for (const struct crossing_pair *q = c->pairs; q < p; q++)
		if (q->given && strcmp(q->device[HOST_DESTINATION].nic.host, pci) == 0)
			return err_set(err, -EINVAL, "VF %s is given to %s as well", pci, q->mac);
	return 0;
}

/* What cannot be seen of the function that was given or chosen. */
static void
note_doubts(struct crossing *c, const struct vfpick *want, const char *pci)
{
	const struct inventory_vf *vf = inventory_vf(c->inventory[HOST_DESTINATION], pci);
	char note[256];

	if (vf && vf->pool[0]) {
		(void)snprintf(note, sizeof(note),
		               "VF %s is of network %s, which may hand it out to others as well", pci,
		               vf->pool);
		crossing_note(c, note);
	}
	if (vfpick_doubt(c->inventory[HOST_DESTINATION], pci, want->unmanaged, note, sizeof(note)))
		crossing_note(c, note);
	if (!want->mac)
		return;
	/* A driver's network device may have been given it, and takes it along when it goes. */
	(void)snprintf(note, sizeof(note),
	               "VF %s shows the MAC %s: whether its PF has set that, so that the guest will find it, "
	               "cannot be seen",
	               pci, want->mac);
	crossing_note(c, note);
}

/* A function: the one that was given, or one that is free. */
static int
has_function(struct crossing *c, struct crossing_pair *p, struct err *err)
{
	const struct domxml_nic *nic = &p->device[HOST_DESTINATION].nic;
	const struct vfpick want = {
	        .pci = nic->host, .mac = choose_mac(p, HOST_DESTINATION), .unmanaged = !nic->managed};
	const struct inventory *there;
	struct err why = {0};
	int ret = p->given ? is_given_twice(c, p, err) : 0;

	if (ret < 0)
		return ret;
	ret = checks_learn(c, HOST_DESTINATION, &why);
	if (ret < 0 && want.mac)
		return err_set(
		        err, -EINVAL,
		        "libvirt sets no MAC for a plain <hostdev>, and whether VF %s shows %s cannot be "
		        "known (%.120s): use <interface type='hostdev'>",
		        want.pci, want.mac, why.text);
	if (ret < 0)
		return err_set(err, ret, "it does not say which VFs it has: %s", why.text);
	there = c->inventory[HOST_DESTINATION];
	ret = p->given ? vfpick_named(there, &want, err) : choose_vf(c, p, HOST_DESTINATION, err);
	/* By the time it is to be plugged in this one may be taken, or another one free. */
	p->again[HOST_DESTINATION] = p->choose[HOST_DESTINATION];
	if (ret == 0)
		note_doubts(c, &want, nic->host);
	return ret;
}

/* 0 or why the destination will not take the pair's VF: -ENODEV when it has none now, -EINVAL and -ENOENT
 * when it will not have it either. All else says that this is not known; -EOPNOTSUPP that it never will be.
 */
static int
would_take(struct crossing *c, struct crossing_pair *p, struct err *err)
{
	if (choose_is_function(p, HOST_DESTINATION))
		return has_function(c, p, err);
	if (p->device[HOST_DESTINATION].nic.network[0])
		return has_pool(c, p, err);
	return is_known_to_qemu(c, p, err);
}

static bool
is_known(int ret)
{
	return ret == -ENODEV || ret == -EINVAL || ret == -ENOENT;
}

static enum outcome
room_for(struct crossing *c, struct crossing_pair *p, struct err *err)
{
	int ret = would_take(c, p, err);

	if (ret == 0)
		return OUTCOME_OK;
	err_wrap(err, is_known(ret) ? "host %s cannot take the VF of %s" : "host %s may have no VF for %s",
	         c->host[HOST_DESTINATION].name, p->mac);
	if (p->given)
		err_wrap(err, "%s", p->given);
	/* What is not there is the user's mistake where he named it. Where none is free now, one may be by
	 * then. What a daemon that is not there would have to say is not asked for; one that is silent now
	 * will answer. */
	if (p->given && ret != -ENODEV && ret != -EOPNOTSUPP)
		return OUTCOME_BAD_DEST_VF;
	if ((ret == -EINVAL || ret == -ENOENT) &&
	    (choose_is_function(p, HOST_DESTINATION) || p->device[HOST_DESTINATION].nic.network[0]))
		return OUTCOME_UNFIT_VF;
	if (c->wish->require_vf)
		return OUTCOME_NO_VF;
	crossing_note(c, err->text);
	return OUTCOME_OK;
}

enum outcome
checks_room(struct crossing *c, struct err *err)
{
	if (learn_source(c, err) < 0)
		return OUTCOME_NO_PAIR;
	for (unsigned int i = 0; i < c->npairs; i++) {
		enum outcome outcome = room_for(c, &c->pairs[i], err);

		if (outcome != OUTCOME_OK)
			return outcome;
	}
	return OUTCOME_OK;
}
