/* SPDX-License-Identifier: BSD-3-Clause */
/* checks_vf.c: the checks of checks.c that are about the VFs: which device is plugged in where, and whether
 * the destination takes it. See crossing_impl.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "crossing_impl.h"

/* A NIC on a network shows the function that it got, live; what the next host should look at is the network.
 */
static int
derive(struct crossing *c, struct crossing_pair *p, struct err *err)
{
	struct err ignored;
	char *inactive = NULL;
	int ret = -ENOENT;

	if (strcmp(p->vf.type, "hostdev") == 0 && p->vf.mac[0] &&
	    c->ops->xml(c->hosts, HOST_SOURCE, true, &inactive, &ignored) == 0) {
		ret = devxml_derive(inactive, strlen(inactive), &p->vf, &p->device[HOST_SOURCE], &ignored);
		if (ret == 0 && strcmp(p->device[HOST_SOURCE].nic.type, "network") != 0) {
			devxml_clear(&p->device[HOST_SOURCE]);
			ret = -ENOENT;
		}
	}
	free(inactive);
	return ret == 0 ? 0 : devxml_derive(c->xml, strlen(c->xml), &p->vf, &p->device[HOST_SOURCE], err);
}

enum outcome
checks_devices(struct crossing *c, struct err *err)
{
	const char *given = c->wish->dest_vf_xml;

	if (given && c->npairs > 1) {
		err_set(err, -EINVAL,
		        "--dest-vf is one device and domain %s has %u pairs: choose one with --vf",
		        c->domain.name, c->npairs);
		return OUTCOME_BAD_DEST_VF;
	}
	for (unsigned int i = 0; i < c->npairs; i++) {
		struct crossing_pair *p = &c->pairs[i];
		struct devxml *there = &p->device[HOST_DESTINATION];

		if (derive(c, p, err) < 0)
			return OUTCOME_ERROR;
		if (given && devxml_given(given, strlen(given), &p->vf, p->mac, there, err) < 0)
			return OUTCOME_BAD_DEST_VF;
		if (!given) {
			*there = p->device[HOST_SOURCE];
			there->text = strdup(there->text);
			if (!there->text)
				return OUTCOME_ERROR;
		}
	}
	return OUTCOME_OK;
}

/*
 * Whether the destination's QEMU knows the device. An <interface> that is, or may turn out to be, a host
 * device is not asked about: libvirtd 11.3 dies of a translation with <interface type='hostdev'>.
 */
static int
is_known_to_qemu(struct crossing *c, const struct devxml *device, struct err *err)
{
	char *domain;
	int ret;

	if (strcmp(device->nic.type, "hostdev") == 0 || strcmp(device->nic.type, "network") == 0)
		return 0;
	domain = devxml_probe_domain(c->xml, strlen(c->xml), device, err);
	ret = domain ? c->ops->translate(c->hosts, HOST_DESTINATION, domain, err) : -ENOMEM;
	free(domain);
	return ret;
}

/* 0 or why the destination will not take the pair's VF. A host that cannot say is believed to take it. */
static int
would_take(struct crossing *c, const struct devxml *device, struct err *err)
{
	int ret = is_known_to_qemu(c, device, err);

	if (ret == 0)
		ret = c->ops->offers(c->hosts, HOST_DESTINATION, device->nic.host, device->nic.network, err);
	return ret == -EOPNOTSUPP ? 0 : ret;
}

enum outcome
checks_room(struct crossing *c, struct err *err)
{
	for (unsigned int i = 0; i < c->npairs; i++) {
		int ret = would_take(c, &c->pairs[i].device[HOST_DESTINATION], err);

		if (ret == 0)
			continue;
		err_wrap(err, "host %s cannot take the VF of %s", c->host[HOST_DESTINATION].name,
		         c->pairs[i].mac);
		if (c->wish->dest_vf_xml && ret == -EINVAL)
			return OUTCOME_BAD_DEST_VF;
		if (c->wish->require_vf)
			return OUTCOME_NO_VF;
		crossing_note(c, err->text);
	}
	return OUTCOME_OK;
}
