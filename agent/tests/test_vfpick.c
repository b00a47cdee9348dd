/* SPDX-License-Identifier: BSD-3-Clause */
/* test_vfpick.c: which VF is chosen. test_vfpick_named.c has what is said of one that is named. */
#include "vfpick.h"

#include <errno.h>
#include <string.h>

#include "sample_host.h"
#include "sample_pf.h"
#include "tests/unit.h"

#define M1                  "52:54:00:00:00:01"
#define NET(vf, mac, state) NET_DEVICE("pci_0000_01_10_" vf, "eth3", mac, state)

static struct inventory host;
static struct err err;
static bool unmanaged; /* what is wanted of the next picks */
static char kind[10] = "8086:10ca";

#define HOST(...) sample_inventory(&host, (const char *const[]){__VA_ARGS__, NULL})
#define THREE     PF_DEVICE("1", VF0 VF1 VF2), VF0_DEVICE(""), VF1_DEVICE(""), VF2_DEVICE("")

/* The address chosen, or "" with err. */
static const char *
pick(const char *pci, const char *pf_netdev, const char *mac, const char *aside)
{
	char set_aside[1][13] = {""};
	struct vfpick want = {.pci = pci,
	                      .pf_netdev = pf_netdev,
	                      .kind = kind,
	                      .mac = mac,
	                      .aside = set_aside,
	                      .naside = aside != NULL,
	                      .unmanaged = unmanaged};
	const struct inventory_vf *vf;

	strncpy(set_aside[0], aside ? aside : "", sizeof(set_aside[0]) - 1);
	memset(&err, 0, sizeof(err));
	inventory_sort(&host);
	return vfpick(&host, &want, &vf, &err) == 0 ? vf->pci : "";
}

#define PICKS(pci, ...) CU_ASSERT_STRING_EQUAL(pick(__VA_ARGS__), pci)

static void
the_named_one_first(void)
{
	HOST(THREE, PF_NET);
	PICKS("0000:01:10.2", "0000:01:10.2", "", NULL, NULL);
	PICKS("0000:01:10.0", "0000:01:10.2", "", NULL, "0000:01:10.2");
	/* Not there, and one PF only: whatever that is called. */
	PICKS("0000:01:10.0", "0000:07:10.2", "eth9", NULL, NULL);
}

static void
free_ones_only(void)
{
	HOST(THREE, PF_NET);
	inventory_add_domain(&host, "a", USES("a", M1, "0x10", "0x0", ""));
	PICKS("0000:01:10.2", "0000:01:10.0", "", NULL, NULL);
	PICKS("0000:01:10.4", "0000:01:10.0", "", NULL, "0000:01:10.2");
	inventory_add_domain(&host, "b", USES("b", M1, "0x10", "0x2", ""));
	PICKS("", "0000:01:10.0", "", NULL, "0000:01:10.4");
	CU_ASSERT_EQUAL(err.code, -ENODEV);
	CU_ASSERT_STRING_EQUAL(err.text, "no VF of PF eth2 is free, it has 3: see 'vferry vfs'");
}

/* Those that are not looked at may be free. */
static void
all_that_are_looked_at_are_taken(void)
{
	HOST(sample_pf(1, 300));
	for (unsigned int i = 0; i < host.nvfs; i++)
		strcpy(host.vfs[i].user, "a");
	PICKS("", "0000:01:10.0", "", NULL, NULL);
	CU_ASSERT_STRING_EQUAL(err.text,
	                       "no VF of PF 0000:01:00.0 is free, it has 300, of which 256 are looked "
	                       "at: see 'vferry vfs'");
}

static void
doubtful_ones_last(void)
{
	HOST(PF_DEVICE("1", VF0 VF1 VF2), VF0_DEVICE(DRIVER("vfio-pci")), VF1_DEVICE(DRIVER("igbvf")),
	     VF2_DEVICE(DRIVER("igbvf")), NET("2", "02:00:00:00:00:02", "up"),
	     NET("4", "02:00:00:00:00:04", "down"));
	PICKS("0000:01:10.4", "0000:01:10.0", "", NULL, NULL);
	PICKS("0000:01:10.0", "0000:01:10.0", "", NULL, "0000:01:10.4");
}

/* It may be what the host is reached by. */
static void
one_that_is_up_never(void)
{
	HOST(PF_DEVICE("1", VF1 VF2), VF1_DEVICE(DRIVER("igbvf")), VF2_DEVICE(DRIVER("igbvf")),
	     NET_DEVICE("pci_0000_01_00_0", "eth2", "02:00:00:00:01:00", "down"),
	     NET("2", "02:00:00:00:00:02", "up"), NET("4", "02:00:00:00:00:04", "down"));
	PICKS("0000:01:10.4", "0000:01:10.2", "", NULL, NULL);
	PICKS("", "0000:01:10.2", "", NULL, "0000:01:10.4");
	CU_ASSERT_EQUAL(err.code, -ENODEV);
	CU_ASSERT_STRING_EQUAL(
	        err.text, "no VF of PF eth2 is free, it has 2; VF 0000:01:10.2 is the host's eth3, which "
	                  "is up: take that down there (ip link set eth3 down), or see 'vferry vfs'");
}

/* The network would hand it out again, and that guest fail. */
static void
ones_of_a_pool_after_all_others(void)
{
	HOST(PF_DEVICE("1", VF0 VF1 VF2), VF0_DEVICE(""), VF1_DEVICE(DRIVER("vfio-pci")), VF2_DEVICE(""));
	inventory_add_pool(&host, "vfpool", "0000:01:10.0");
	inventory_add_pool(&host, "vfpool", "0000:01:10.4");
	PICKS("0000:01:10.2", "0000:01:10.0", "", NULL, NULL);
	PICKS("0000:01:10.0", "0000:01:10.0", "", NULL, "0000:01:10.2");
	PICKS("0000:01:10.4", "0000:01:10.4", "", NULL, "0000:01:10.2");
	/* Of these, too, doubtful ones last. */
	HOST(PF_DEVICE("1", VF0 VF2), VF0_DEVICE(DRIVER("vfio-pci")), VF2_DEVICE(""));
	inventory_add_pool(&host, "vfpool", "0000:01:10.0");
	inventory_add_pool(&host, "vfpool", "0000:01:10.4");
	PICKS("0000:01:10.4", "0000:01:10.0", "", NULL, NULL);
}

/* Programs that use a VF through a uio driver, and namespaces, are nowhere to be seen. */
static void
bound_without_a_netdev_is_in_doubt(void)
{
	HOST(PF_DEVICE("1", VF0 VF1 VF2), VF0_DEVICE(DRIVER("igb_uio")), VF1_DEVICE(DRIVER("igbvf")),
	     VF2_DEVICE(""));
	PICKS("0000:01:10.4", "0000:01:10.0", "", NULL, NULL);
	PICKS("0000:01:10.0", "0000:01:10.0", "", NULL, "0000:01:10.4");
}

/* libvirt does not bind a VF to vfio-pci for a device that is not managed. */
static void
unmanaged_ones_must_be_bound(void)
{
	struct vfpick want = {.pci = "0000:01:10.0", .unmanaged = true};

	unmanaged = true;
	HOST(PF_DEVICE("1", VF0 VF1 VF2), VF0_DEVICE(""), VF1_DEVICE(DRIVER("vfio-pci")),
	     VF2_DEVICE(DRIVER("igbvf")), NET("4", "02:00:00:00:00:04", "down"));
	PICKS("0000:01:10.2", "0000:01:10.0", "", NULL, NULL);
	PICKS("", "0000:01:10.0", "", NULL, "0000:01:10.2");
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "is free and bound to vfio-pci"));
	unmanaged = false;
	CU_ASSERT_EQUAL(vfpick_named(&host, &want, &err), -EINVAL);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "VF 0000:01:10.0 is not bound to vfio-pci"));
	want.pci = "0000:01:10.2";
	CU_ASSERT_EQUAL(vfpick_named(&host, &want, &err), 0);
}

#define OTHER_VF PF_DEVICE("2", "<address domain='0' bus='2' slot='0x10' function='0'/>")

static void
address_and_name_must_agree(void)
{
	HOST(PF_DEVICE("1", VF0), VF0_DEVICE(""), PF_NET, OTHER_VF,
	     VF_DEVICE("2", "10_0", "16", "0", "", "20"),
	     NET_DEVICE("pci_0000_02_00_0", "eth5", "02:00:00:00:02:00", "up"));
	PICKS("", "0000:02:10.0", "eth2", NULL, NULL);
	CU_ASSERT_STRING_EQUAL(err.text, "its VF 0000:02:10.0 is of another PF or kind, and 2 PFs have such "
	                                 "VFs: name one of them with --dest-vf");
	PICKS("", "0000:02:10.0", "eth9", NULL, NULL);
	/* One PF only: whatever that is called. */
	HOST(PF_DEVICE("1", VF0), VF0_DEVICE(""), PF_NET);
	PICKS("0000:01:10.0", "0000:01:10.0", "eth9", NULL, NULL);
}

/* The VFs of another PF are on another wire. */
static void
called_so_without_vfs(void)
{
#define OTHER PF_DEVICE("1", VF0), VF0_DEVICE("")

	HOST(OTHER, PF_DEVICE("2", ""), NET_DEVICE("pci_0000_02_00_0", "eth5", "02:00:00:00:02:00", "up"),
	     PF_NET);
	PICKS("", "0000:07:10.0", "eth5", NULL, NULL);
	CU_ASSERT_EQUAL(err.code, -ENODEV);
	CU_ASSERT_STRING_EQUAL(err.text, "its PF eth5 has no VFs: make some (write their number to the PF's "
	                                 "sriov_numvfs)");
	/* Nor when the other one has a VF of that very address. */
	PICKS("", "0000:01:10.0", "eth5", NULL, NULL);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "its PF eth5 has no VFs"));
	/* Where none is called so, there is but one to be meant. */
	PICKS("0000:01:10.0", "0000:07:10.0", "eth9", NULL, NULL);
	strcpy(kind, "15b3:101e");
	PICKS("", "0000:01:10.0", "eth2", NULL, NULL);
	CU_ASSERT_STRING_EQUAL(err.text, "its PF eth2, called as on the other host, has no VF of the same "
	                                 "kind (15b3:101e), it has 1: name one with --dest-vf");
	strcpy(kind, "8086:10ca");
}

static void
vf_of_another_kind_tells_no_pf(void)
{
	strcpy(kind, "15b3:101e");
	HOST(PF_DEVICE("1", VF0), VF0_DEVICE(""), PF_NET);
	PICKS("", "0000:01:10.0", "eth9", NULL, NULL);
	CU_ASSERT_STRING_EQUAL(err.text, "its VF 0000:01:10.0 is of another PF or kind, and none is of the "
	                                 "same kind (15b3:101e)");
	strcpy(kind, "8086:10ca");
}

static void
no_pf_is_guessed(void)
{
	HOST(PF_DEVICE("1", VF0), VF0_DEVICE(""), PF_NET, OTHER_VF,
	     VF_DEVICE("2", "10_0", "16", "0", "", "20"),
	     NET_DEVICE("pci_0000_02_00_0", "eth5", "02:00:00:00:02:00", "up"));
	PICKS("0000:02:10.0", "0000:07:10.0", "eth5", NULL, NULL);
	PICKS("0000:02:10.0", "0000:02:10.0", "eth5", NULL, NULL);
	PICKS("", "0000:07:10.0", "eth9", NULL, NULL);
	CU_ASSERT_STRING_EQUAL(err.text, "it has no VF 0000:07:10.0, and 2 PFs have such VFs: name one of "
	                                 "them with --dest-vf");
}

static void
hosts_without_vfs(void)
{
	HOST(BRIDGE_DEVICE);
	PICKS("", "0000:01:10.0", "", NULL, NULL);
	CU_ASSERT_STRING_EQUAL(err.text, "it has no VFs, and no PF that could have any");
	HOST(PF_DEVICE("1", ""), PF_NET);
	PICKS("", "0000:01:10.0", "eth2", NULL, NULL);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "its PF eth2 has no VFs: make some"));
	CU_ASSERT_EQUAL(err.code, -ENODEV);
}

/* libvirt sets no MAC for a plain <hostdev>: only a VF that shows the pair's will do. */
static void
a_mac_that_must_be_there(void)
{
	HOST(THREE, PF_NET);
	PICKS("", "0000:01:10.0", "", M1, NULL);
	CU_ASSERT_EQUAL(err.code, -EINVAL);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "no VF of PF eth2 shows " M1));
	HOST(THREE, PF_NET, NET("2", M1, "down"));
	PICKS("0000:01:10.2", "0000:01:10.0", "", M1, NULL);
	inventory_add_domain(&host, "a", USES("a", M1, "0x10", "0x2", ""));
	PICKS("", "0000:01:10.0", "", M1, NULL);
	CU_ASSERT_EQUAL(err.code, -ENODEV);
}

static void
vf_that_the_host_uses_itself(void)
{
	const struct vfpick want = {.pci = "0000:01:10.0"};

	HOST(PF_DEVICE("1", VF0 VF1), VF0_DEVICE(DRIVER("igbvf")), VF1_DEVICE(DRIVER("igbvf")),
	     NET("0", "02:00:00:00:00:02", "up"));
	inventory_add_interface(&host, INTERFACE("eth3", "192.0.2.7"));
	inventory_add_interface(&host, INTERFACE("eth4", "192.0.2.8"));
	inventory_add_interface(&host, "<interface");
	PICKS("0000:01:10.2", "0000:01:10.0", "", NULL, NULL);
	PICKS("", "0000:01:10.0", "", NULL, "0000:01:10.2");
	CU_ASSERT_EQUAL(vfpick_named(&host, &want, &err), -EINVAL);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "is the host's eth3, which has the address 192.0.2.7"));
}

static const struct unit_test tests[] = {
        {"the named one first", the_named_one_first},
        {"free ones only", free_ones_only},
        {"all that are looked at are taken", all_that_are_looked_at_are_taken},
        {"doubtful ones last", doubtful_ones_last},
        {"one that is up, never", one_that_is_up_never},
        {"ones of a pool after all others", ones_of_a_pool_after_all_others},
        {"bound without a netdev is in doubt", bound_without_a_netdev_is_in_doubt},
        {"unmanaged ones must be bound", unmanaged_ones_must_be_bound},
        {"address and name must agree", address_and_name_must_agree},
        {"a VF of another kind tells no PF", vf_of_another_kind_tells_no_pf},
        {"no PF is guessed", no_pf_is_guessed},
        {"called so, without VFs", called_so_without_vfs},
        {"hosts without VFs", hosts_without_vfs},
        {"a MAC that must be there", a_mac_that_must_be_there},
        {"a VF that the host uses itself", vf_that_the_host_uses_itself},
};

UNIT_MAIN("vfpick", tests)
