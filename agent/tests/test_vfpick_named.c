/* SPDX-License-Identifier: BSD-3-Clause */
/* test_vfpick_named.c: what is said of a VF that the user named, and of one that only seems free.
 * test_vfpick.c has what is chosen. */
#include <errno.h>
#include <string.h>

#include "sample_host.h"
#include "sample_pf.h"
#include "tests/unit.h"
#include "vfpick.h"

#define M1                  "52:54:00:00:00:01"
#define NET(vf, mac, state) NET_DEVICE("pci_0000_01_10_" vf, "eth3", mac, state)
#define HOST(...)           sample_inventory(&host, (const char *const[]){__VA_ARGS__, NULL})
#define THREE               PF_DEVICE("1", VF0 VF1 VF2), VF0_DEVICE(""), VF1_DEVICE(""), VF2_DEVICE("")

static struct inventory host;
static struct err err;

static void
named_vfs(void)
{
	static const struct {
		const char *pci, *mac, *said; /* NULL: it can be had */
	} all[] = {
	        {"0000:01:10.0", NULL, "VF 0000:01:10.0 is in use by a: name a free one, see 'vferry vfs'"},
	        {"0000:01:10.2", NULL, NULL},
	        {"0000:01:10.2", M1, "does not show " M1},
	        {"0000:01:10.6", NULL, "it has no VF 0000:01:10.6"},
	        {"0000:00:02.0", NULL, "it has no VF 0000:00:02.0"},
	        {"", NULL, "it has no VF"},
	        {"0000:01:00.0", NULL, "0000:01:00.0 is a PF: name one of its VFs"},
	        {"0000:02:00.0", NULL, "0000:02:00.0 is a PF without VFs"},
	};

	HOST(THREE, PF_NET, BRIDGE_DEVICE, PF_DEVICE("2", ""));
	inventory_add_domain(&host, "a", USES("a", M1, "0x10", "0x0", ""));
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		const struct vfpick want = {.pci = all[i].pci, .mac = all[i].mac};
		int ret = vfpick_named(&host, &want, &err);

		CU_ASSERT_EQUAL(ret, all[i].said ? -EINVAL : 0);
		CU_ASSERT(!all[i].said || strstr(err.text, all[i].said));
	}
}

/* Its addresses libvirt seldom tells. */
static void
named_vf_that_is_up(void)
{
	const struct vfpick want = {.pci = "0000:01:10.0"};

	HOST(PF_DEVICE("1", VF0), VF0_DEVICE(DRIVER("igbvf")), NET("0", "02:00:00:00:00:02", "up"));
	CU_ASSERT_EQUAL(vfpick_named(&host, &want, &err), -EINVAL);
	CU_ASSERT_STRING_EQUAL(err.text,
	                       "VF 0000:01:10.0 is the host's eth3, which is up and may have an address: "
	                       "take it down there (ip link set eth3 down), or name a free one, see "
	                       "'vferry vfs'");
	HOST(PF_DEVICE("1", VF0), VF0_DEVICE(DRIVER("igbvf")), NET("0", "02:00:00:00:00:02", "down"));
	CU_ASSERT_EQUAL(vfpick_named(&host, &want, &err), 0);
}

/* Two things that no VF can be at once. */
static void
plain_one_that_is_not_managed(void)
{
	struct vfpick want = {
	        .pci = "0000:01:10.0", .mac = M1, .unmanaged = true, .pf_netdev = "", .kind = ""};
	const struct inventory_vf *vf;

	HOST(THREE, NET("0", M1, "down"));
	CU_ASSERT_EQUAL(vfpick_named(&host, &want, &err), -EINVAL);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "a plain <hostdev> that is not managed cannot be carried"));
	CU_ASSERT_EQUAL(vfpick(&host, &want, &vf, &err), -EINVAL);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "write managed='yes', or use <interface type='hostdev'>"));
	want.unmanaged = false;
	CU_ASSERT_EQUAL(vfpick_named(&host, &want, &err), 0);
	CU_ASSERT_EQUAL(vfpick(&host, &want, &vf, &err), 0);
}

/* What is past the limits may well be there. */
static void
one_that_is_not_looked_at(void)
{
	struct vfpick want = {.pci = "0001:81:05.3"};
	char text[160];

	HOST(sample_pf(1, 300));
	inventory_sort(&host);
	CU_ASSERT_EQUAL(vfpick_named(&host, &want, &err), 0);
	CU_ASSERT_TRUE(vfpick_doubt(&host, want.pci, false, text, sizeof(text)));
	CU_ASSERT_STRING_EQUAL(text,
	                       "VF 0001:81:05.3 is not among those that are looked at: whether it is free "
	                       "cannot be seen");
	want.mac = M1;
	CU_ASSERT_EQUAL(vfpick_named(&host, &want, &err), -EINVAL);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "VF 0001:81:05.3 is not among those that are looked at"));
	want.mac = NULL;
	HOST(sample_pf(1, 256));
	CU_ASSERT_EQUAL(vfpick_named(&host, &want, &err), -EINVAL);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "it has no VF 0001:81:05.3"));
}

static void
doubts_are_told(void)
{
	char text[160];

	HOST(THREE, NET_DEVICE("pci_0000_01_00_0", "eth2", "02:00:00:00:01:00", "down"));
	CU_ASSERT_TRUE(vfpick_doubt(&host, host.vfs[0].pci, false, text, sizeof(text)));
	CU_ASSERT_STRING_EQUAL(text, "the link of PF eth2 is down");
	HOST(PF_DEVICE("1", VF0), VF0_DEVICE(DRIVER("mlx5_vfio_pci")));
	CU_ASSERT_TRUE(vfpick_doubt(&host, host.vfs[0].pci, true, text, sizeof(text)));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "VF 0000:01:10.0 is bound to mlx5_vfio_pci"));
	HOST(PF_DEVICE("1", VF0), VF0_DEVICE(DRIVER("vfio-pci")));
	CU_ASSERT_TRUE(vfpick_doubt(&host, host.vfs[0].pci, false, text, sizeof(text)));
	CU_ASSERT_FALSE(vfpick_doubt(&host, host.vfs[0].pci, true, text, sizeof(text)));
	HOST(THREE, PF_NET);
	CU_ASSERT_FALSE(vfpick_doubt(&host, host.vfs[0].pci, false, text, sizeof(text)));
	CU_ASSERT_STRING_EQUAL(text, "");
}

static const struct unit_test tests[] = {
        {"named VFs", named_vfs},
        {"a named VF that is up", named_vf_that_is_up},
        {"a plain one that is not managed", plain_one_that_is_not_managed},
        {"one that is not looked at", one_that_is_not_looked_at},
        {"doubts are told", doubts_are_told},
};

UNIT_MAIN("vfpick, named", tests)
