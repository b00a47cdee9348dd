/* SPDX-License-Identifier: BSD-3-Clause */
/* checks_stay.c: the check of checks.c that no device of the host stays plugged in while the memory is
 * copied. libvirt would refuse that only when the guest has moved to its backups. See crossing_impl.h. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "crossing_impl.h"

/* What leaves: the VFs of the pairs that cross, and what libvirt unplugs by itself. */
static bool
leaves(const struct crossing *c, const struct domxml_nic *nic)
{
	for (unsigned int i = 0; i < c->npairs; i++)
		if (strcmp(c->pairs[i].vf.host, nic->host) == 0)
			return true;
	return nic->transient;
}

/* A driver made for one kind of device may know how to migrate it; vfio-pci does not. Where it is unknown
 * nothing is hoped for. */
static bool
may_migrate(struct crossing *c, const struct domxml_nic *nic)
{
	struct err ignored;
	const struct inventory_vf *vf = checks_learn(c, HOST_SOURCE, &ignored) < 0
	                                        ? NULL
	                                        : inventory_vf(c->inventory[HOST_SOURCE], nic->host);
	char note[192];

	if (!vf || !vf->driver[0] || strcmp(vf->driver, "vfio-pci") == 0)
		return false;
	(void)snprintf(note, sizeof(note),
	               "%.60s (%s) stays plugged in: whether its driver %s can migrate it is seen only then",
	               nic->alias, nic->host, vf->driver);
	crossing_note(c, note);
	return true;
}

enum outcome
checks_stay(struct crossing *c, struct err *err)
{
	struct domxml dom;

	if (domxml_read(c->xml, strlen(c->xml), NULL, NULL, &dom, err) < 0)
		return OUTCOME_ERROR;
	for (unsigned int i = 0; i < dom.nnics; i++) {
		const struct domxml_nic *nic = &dom.nics[i];

		if (!nic->host[0] || leaves(c, nic) || may_migrate(c, nic))
			continue;
		err_set(err, -EINVAL,
		        "%s (%s) of domain %s would stay plugged in, and libvirt migrates no guest with a "
		        "device of the host: %s, or unplug it",
		        nic->alias, nic->host, c->domain.name,
		        domxml_pair_of(&dom, i) ? "let its pair cross as well, without --vf and --backup"
		                                : "make it the VF of a pair of one MAC ('vferry pairs')");
		return OUTCOME_NO_PAIR;
	}
	return OUTCOME_OK;
}
