/* SPDX-License-Identifier: BSD-3-Clause */
/* vfpick.c: see vfpick.h. */
#include "vfpick.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "vfpick_pf.h"

static bool
is_up(const struct inventory_vf *vf)
{
	return strcmp(vf->link, "up") == 0;
}

/* The lower the better. The named one first, before it all about which nothing is in doubt, and last those
 * that a network may hand out as well. */
static unsigned int
rank(const struct inventory *there, const struct vfpick *want, const struct inventory_vf *vf)
{
	char doubt[8];

	return 4u * (vf->pool[0] != '\0') +
	       2u * vfpick_doubt(there, vf->pci, want->unmanaged, doubt, sizeof(doubt)) +
	       (strcmp(vf->pci, want->pci) != 0);
}

static bool
shows(const struct inventory_vf *vf, const char *mac)
{
	return !mac || strcmp(vf->mac, mac) == 0;
}

static bool
is_bound(const struct inventory_vf *vf)
{
	return strcmp(vf->driver, "vfio-pci") == 0;
}

static bool
is_free(const struct inventory_vf *vf, const struct vfpick *want)
{
	return !vf->user[0] && !vf->address[0] && !inventory_lists(want->aside, want->naside, vf->pci) &&
	       (!want->unmanaged || is_bound(vf));
}

static int
none_free(const struct inventory *there, const struct inventory_pf *pf, const struct vfpick *want,
          const struct inventory_vf *up, struct err *err)
{
	char has[64];

	vfpick_count(there, pf, has);
	if (up)
		return err_set(err, -ENODEV,
		               "no VF of PF %s is free, it has %s; VF %s is the host's %s, which is up: take "
		               "that down there (ip link set %s down), or see 'vferry vfs'",
		               inventory_pf_name(pf), has, up->pci, up->netdev, up->netdev);
	return err_set(err, -ENODEV, "no VF of PF %s is free%s, it has %s: see 'vferry vfs'",
	               inventory_pf_name(pf),
	               want->unmanaged ? " and bound to vfio-pci (the device is not managed)" : "", has);
}

/* Its MAC shows only while a network driver has it, and then it is not bound to vfio-pci. */
static int
can_show(const struct vfpick *want, struct err *err)
{
	if (!want->mac || !want->unmanaged)
		return 0;
	return err_set(
	        err, -EINVAL,
	        "a plain <hostdev> that is not managed cannot be carried: no VF can be bound to vfio-pci "
	        "and show the MAC %s on a network device; write managed='yes', or use <interface "
	        "type='hostdev'>",
	        want->mac);
}

int
vfpick(const struct inventory *there, const struct vfpick *want, const struct inventory_vf **vf,
       struct err *err)
{
	const struct inventory_vf *best = NULL, *up = NULL;
	const struct inventory_pf *pf;
	unsigned int showing = 0;
	int ret;

	if (can_show(want, err) < 0)
		return -EINVAL;
	ret = vfpick_pf(there, want, &pf, err);
	if (ret < 0)
		return ret;
	for (unsigned int i = 0; i < there->nvfs; i++) {
		const struct inventory_vf *is = &there->vfs[i];

		if (strcmp(is->pf, pf->pci) != 0 || !shows(is, want->mac))
			continue;
		showing++;
		if (!is_free(is, want))
			continue;
		if (is_up(is))
			up = is;
		else if (!best || rank(there, want, is) < rank(there, want, best))
			best = is;
	}
	if (showing == 0 && pf->vfs > 0)
		return err_set(err, -EINVAL,
		               "libvirt sets no MAC for a plain <hostdev>, and no VF of PF %s shows %s: use "
		               "<interface type='hostdev'>",
		               inventory_pf_name(pf), want->mac);
	if (!best)
		return none_free(there, pf, want, up, err);
	*vf = best;
	return 0;
}

/* Why the VF that the user named cannot be had as it is. */
static int
is_fit(const struct inventory_vf *vf, const struct vfpick *want, struct err *err)
{
	if (vf->user[0])
		return err_set(err, -EINVAL, "VF %s is in use by %s: name a free one, see 'vferry vfs'",
		               vf->pci, vf->user);
	if (vf->address[0])
		return err_set(err, -EINVAL,
		               "VF %s is the host's %s, which has the address %s: name a free one, see "
		               "'vferry vfs'",
		               vf->pci, vf->netdev, vf->address);
	if (is_up(vf))
		return err_set(
		        err, -EINVAL,
		        "VF %s is the host's %s, which is up and may have an address: take it down there "
		        "(ip link set %s down), or name a free one, see 'vferry vfs'",
		        vf->pci, vf->netdev, vf->netdev);
	if (!shows(vf, want->mac))
		return err_set(err, -EINVAL,
		               "libvirt sets no MAC for a plain <hostdev>, and VF %s does not show %s: use "
		               "<interface type='hostdev'>",
		               vf->pci, want->mac);
	if (want->unmanaged && !is_bound(vf))
		return err_set(
		        err, -EINVAL,
		        "VF %s is not bound to vfio-pci, and libvirt does not bind it for a device that "
		        "is not managed: bind it, or write managed='yes'",
		        vf->pci);
	return 0;
}

int
vfpick_named(const struct inventory *there, const struct vfpick *want, struct err *err)
{
	const struct inventory_vf *vf = inventory_vf(there, want->pci);
	const struct inventory_pf *pf = inventory_pf(there, want->pci);
	int ret = can_show(want, err);

	if (ret < 0)
		return ret;
	if (pf && pf->vfs == 0)
		return err_set(err, -EINVAL, "%s is a PF without VFs: make some (sriov_numvfs) and name one",
		               want->pci);
	if (pf)
		return err_set(err, -EINVAL, "%s is a PF: name one of its VFs, see 'vferry vfs'", want->pci);
	if (!vf && inventory_left_out(there) == 0)
		return err_set(err, -EINVAL, "it has no VF %s: see 'vferry vfs'", want->pci);
	if (!vf && want->mac)
		return err_set(err, -EINVAL,
		               "libvirt sets no MAC for a plain <hostdev>, and VF %s is not among those that "
		               "are looked at: use <interface type='hostdev'>",
		               want->pci);
	return vf ? is_fit(vf, want, err) : 0;
}

bool
vfpick_doubt(const struct inventory *there, const char *pci, bool unmanaged, char *text, size_t size)
{
	const struct inventory_vf *vf = inventory_vf(there, pci);
	const struct inventory_pf *pf = vf ? inventory_pf(there, vf->pf) : NULL;

	if (!vf)
		(void)snprintf(
		        text, size,
		        "VF %s is not among those that are looked at: whether it is free cannot be seen",
		        pci);
	/* A driver for user space, or one whose network device is in another namespace. */
	else if (vf->driver[0] && !vf->netdev[0] && !(unmanaged && is_bound(vf)))
		(void)snprintf(
		        text, size,
		        "VF %s is bound to %s, no domain has it and no network device is seen: whether it "
		        "is used cannot be seen",
		        vf->pci, vf->driver);
	else if (pf && pf->link[0] && strcmp(pf->link, "up") != 0)
		(void)snprintf(text, size, "the link of PF %s is %s", inventory_pf_name(pf), pf->link);
	else
		text[0] = '\0';
	return text[0] != '\0';
}
