/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * choose.c: which VF of a host each pair gets where its device names one by its address. Two crossings may
 * want the same VF at the same time: libvirt gives it to the first, and the other one sets it aside. What is
 * right to take is decided in vfpick.c.
 *
 * From a pool libvirt chooses, and it chooses the same VF again after that has failed. So then one of the
 * pool's free VFs is named by its address. See crossing_impl.h.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crossing_impl.h"
#include "vfpick.h"

bool
choose_is_function(const struct crossing_pair *p, enum host_side side)
{
	const char *type = p->device[side].nic.type;

	return strcmp(type, "hostdev") == 0 || strcmp(type, "pci") == 0;
}

const char *
choose_mac(const struct crossing_pair *p, enum host_side side)
{
	return strcmp(p->device[side].nic.type, "pci") == 0 ? p->mac : NULL;
}

int
choose_learn(struct crossing *c, enum host_side side, struct err *err)
{
	struct inventory *inventory;
	int ret = c->ops->inventory(c->hosts, side, &inventory, err);

	if (ret < 0)
		return ret;
	free(c->inventory[side]);
	c->inventory[side] = inventory;
	return 0;
}

/* What was set aside, without the first ones of that, and what the other pairs were given. */
static unsigned int
taken(const struct crossing *c, const struct crossing_pair *p, enum host_side side, unsigned int without,
      char list[CROSSING_ASIDE_MAX + WIRE_PAIRS_MAX][13])
{
	unsigned int n = c->naside[side] - without;

	memcpy(list, c->aside[side] + without, n * sizeof(list[0]));
	for (unsigned int i = 0; i < c->npairs; i++)
		if (&c->pairs[i] != p && choose_is_function(&c->pairs[i], side))
			memcpy(list[n++], c->pairs[i].device[side].nic.host, sizeof(list[0]));
	return n;
}

/* The VF that would be chosen, which belongs to the inventory; as vfpick(). without: as taken(). */
static int
pick(const struct crossing *c, const struct crossing_pair *p, enum host_side side, unsigned int without,
     const struct inventory_vf **vf, struct err *err)
{
	char aside[CROSSING_ASIDE_MAX + WIRE_PAIRS_MAX][13];
	struct vfpick want = {.pci = p->vf.host,
	                      .pf_netdev = p->pf_netdev,
	                      .kind = p->kind,
	                      .mac = choose_mac(p, side),
	                      .aside = aside,
	                      .naside = taken(c, p, side, without, aside),
	                      .unmanaged = !p->device[side].nic.managed};

	if (!p->pool[side])
		return vfpick(c->inventory[side], &want, vf, err);
	*vf = poolxml_free(p->pool[side], c->inventory[side], aside, want.naside);
	return *vf ? 0 : err_set(err, -ENODEV, "no VF of network %s is free", p->pool[side]->name);
}

static int
choose_without(struct crossing *c, struct crossing_pair *p, enum host_side side, unsigned int without,
               struct err *err)
{
	const struct inventory_vf *vf;
	int ret = pick(c, p, side, without, &vf, err);

	if (ret == 0)
		ret = devxml_set_address(&p->device[side], vf->pci, err);
	p->chosen[side] |= ret == 0;
	return ret;
}

int
choose_vf(struct crossing *c, struct crossing_pair *p, enum host_side side, struct err *err)
{
	return choose_without(c, p, side, 0, err);
}

/* Whether libvirt chooses. A NIC that QEMU emulates may be on a network as well, if it stands for a VF. */
static bool
is_of_pool(const struct crossing_pair *p, enum host_side side)
{
	const struct domxml_nic *nic = &p->device[side].nic;

	return nic->network[0] && (!nic->stands_in || p->vf.host[0]);
}

/* In the order in which they failed last; a full list forgets the first one. */
static void
put_aside(struct crossing *c, enum host_side side, const char pci[13])
{
	char(*list)[13] = c->aside[side];
	unsigned int *n = &c->naside[side], at = 0;

	while (at < *n && strcmp(list[at], pci) != 0)
		at++;
	if (at == CROSSING_ASIDE_MAX)
		at = 0;
	if (at < *n)
		memmove(list + at, list + at + 1, (--*n - at) * sizeof(list[0]));
	memcpy(list[(*n)++], pci, sizeof(list[0]));
}

void
choose_set_aside(struct crossing *c, struct crossing_pair *p, enum host_side side, const char *why)
{
	const char *pci = p->device[side].nic.host;

	if (!is_of_pool(p, side) && (!p->choose[side] || !pci[0]))
		return;
	p->again[side] = true;
	(void)snprintf(p->aside_why, sizeof(p->aside_why), "%s", why);
	/* Which one libvirt took is not said. */
	if (pci[0])
		put_aside(c, side, pci);
}

bool
choose_has_untried(const struct crossing *c, const struct crossing_pair *p, enum host_side side)
{
	const struct inventory_vf *vf;
	struct err ignored;

	/* A VF that the host has need not be the pool's. */
	return p->again[side] && !is_of_pool(p, side) && c->inventory[side] &&
	       pick(c, p, side, 0, &vf, &ignored) == 0;
}

/* Why the one before was set aside; without a reason, the host has told other things than in the checks. was
 * "": then there was none. */
static void
note_other(struct crossing *c, struct crossing_pair *p, const char *is, const char *was)
{
	char note[288];

	if (p->aside_why[0])
		(void)snprintf(note, sizeof(note), "VF %s after %s (%s)", is, was, p->aside_why);
	else
		(void)snprintf(note, sizeof(note), "VF %s by now%s%s", is, was[0] ? ", not " : "", was);
	p->aside_why[0] = '\0';
	crossing_note(c, note);
}

static struct poolxml *
read_pool(struct crossing *c, enum host_side side, const struct domxml_nic *nic)
{
	struct poolxml *pool = calloc(1, sizeof(*pool));
	struct err ignored;
	char *xml = NULL;

	if (pool && c->ops->network(c->hosts, side, nic->network, &xml, &ignored) == 0 &&
	    poolxml_read(xml, nic->portgroup, pool, &ignored) == 0) {
		free(xml);
		return pool;
	}
	free(xml);
	free(pool);
	return NULL;
}

/* Where none can be named, libvirt chooses on. */
static void
name_of_pool(struct crossing *c, struct crossing_pair *p, enum host_side side)
{
	struct devxml *device = &p->device[side];
	const struct inventory_vf *vf;
	struct poolxml *pool;
	struct err ignored;
	char was[96];

	(void)snprintf(was, sizeof(was), "that of network %s", device->nic.network);
	p->again[side] = false;
	p->pool[side] = pool = read_pool(c, side, &device->nic);
	if (pool && pick(c, p, side, 0, &vf, &ignored) == 0 &&
	    devxml_name_of_pool(device, vf->pci, pool->managed, pool->vlan, &ignored) == 0) {
		p->choose[side] = true;
		note_other(c, p, vf->pci, was);
		return;
	}
	free(pool);
	p->pool[side] = NULL;
}

int
choose_again(struct crossing *c, struct crossing_pair *p, enum host_side side, struct err *err)
{
	char before[13] = "";
	int ret;

	/* A host that never said what it has may still take what it is given. */
	if (!p->again[side] || !c->inventory[side])
		return 0;
	if (is_of_pool(p, side)) {
		name_of_pool(c, p, side);
		return 0;
	}
	/* Else its device still has the address of the VF on the other host. */
	if (p->chosen[side] || p->aside_why[0])
		memcpy(before, p->device[side].nic.host, sizeof(before));
	ret = choose_vf(c, p, side, err);
	/* All were tried: what kept one from being plugged in may be over, for the first one soonest. */
	for (unsigned int without = 1; ret < 0 && without <= c->naside[side]; without++)
		ret = choose_without(c, p, side, without, err);
	p->again[side] = ret < 0;
	if (ret == 0 && strcmp(before, p->device[side].nic.host) != 0)
		note_other(c, p, p->device[side].nic.host, before);
	return ret;
}
