/* SPDX-License-Identifier: BSD-3-Clause */
/* vfpick_pf.c: see vfpick_pf.h. */
#include "vfpick_pf.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static bool
is_kind(const struct inventory_vf *vf, const char *kind)
{
	return !kind[0] || !vf->kind[0] || strcmp(vf->kind, kind) == 0;
}

static bool
has_kind(const struct inventory *there, const struct inventory_pf *pf, const char *kind)
{
	for (unsigned int i = 0; i < there->nvfs; i++)
		if (strcmp(there->vfs[i].pf, pf->pci) == 0 && is_kind(&there->vfs[i], kind))
			return true;
	return false;
}

const char *
vfpick_count(const struct inventory *there, const struct inventory_pf *pf, char text[64])
{
	unsigned int here = 0;

	for (unsigned int i = 0; i < there->nvfs; i++)
		here += strcmp(there->vfs[i].pf, pf->pci) == 0;
	(void)snprintf(text, 64, here < pf->vfs ? "%u, of which %u are looked at" : "%u", pf->vfs, here);
	return text;
}

/* Why that PF, which is the one, has none. */
static int
no_vf_of(const struct inventory *there, const struct inventory_pf *pf, const struct vfpick *want,
         struct err *err)
{
	char has[64];

	if (pf->vfs == 0)
		return err_set(err, -ENODEV,
		               "its PF %s has no VFs: make some (write their number to the PF's "
		               "sriov_numvfs)",
		               inventory_pf_name(pf));
	return err_set(err, -ENODEV,
	               "its PF %s, called as on the other host, has no VF of the same kind (%s), it has %s: "
	               "name one with --dest-vf",
	               inventory_pf_name(pf), want->kind, vfpick_count(there, pf, has));
}

/* Why no PF of there is the one. */
static int
no_pf(const struct inventory *there, const struct vfpick *want, unsigned int fitting, struct err *err)
{
	bool named = inventory_vf(there, want->pci) != NULL;
	const char *has = named ? "its" : "it has no", *which = named ? " is of another PF or kind" : "";

	if (there->npfs == 0)
		return err_set(err, -ENODEV, "it has no VFs, and no PF that could have any");
	if (fitting > 1)
		return err_set(err, -EINVAL,
		               "%s VF %s%s, and %u PFs have such VFs: name one of them with --dest-vf", has,
		               want->pci, which, fitting);
	for (unsigned int i = 0; i < there->npfs; i++)
		if (there->pfs[i].vfs == 0)
			return no_vf_of(there, &there->pfs[i], want, err);
	return err_set(err, -ENODEV, "%s VF %s%s, and none is of the same kind (%s)", has, want->pci, which,
	               want->kind);
}

/* The PF that is called as the one on the other host; NULL: none, or that is unknown. */
static const struct inventory_pf *
pf_called(const struct inventory *there, const char *netdev)
{
	for (unsigned int i = 0; netdev[0] && i < there->npfs; i++)
		if (strcmp(there->pfs[i].netdev, netdev) == 0)
			return &there->pfs[i];
	return NULL;
}

/* The PF of the VF at the address that is wanted, if that VF is of the right kind. */
static const struct inventory_pf *
pf_at(const struct inventory *there, const struct vfpick *want)
{
	const struct inventory_vf *named = inventory_vf(there, want->pci);

	return named && is_kind(named, want->kind) ? inventory_pf(there, named->pf) : NULL;
}

int
vfpick_pf(const struct inventory *there, const struct vfpick *want, const struct inventory_pf **pf,
          struct err *err)
{
	const struct inventory_pf *at = pf_at(there, want), *called = pf_called(there, want->pf_netdev);
	unsigned int fitting = 0;

	*pf = at ? at : called;
	if (at && (!at->netdev[0] || !want->pf_netdev[0] || at == called))
		return 0;
	if (called && !has_kind(there, called, want->kind))
		return no_vf_of(there, called, want, err);
	if (called && !at)
		return 0;
	for (unsigned int i = 0; i < there->npfs; i++) {
		if (!has_kind(there, &there->pfs[i], want->kind))
			continue;
		*pf = &there->pfs[i];
		fitting++;
	}
	return fitting == 1 ? 0 : no_pf(there, want, fitting, err);
}
