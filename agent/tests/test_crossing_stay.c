/* SPDX-License-Identifier: BSD-3-Clause */
/* test_crossing_stay.c: devices of the host that would stay plugged in: libvirt migrates no guest with them.
 */
#include <string.h>

#include "cross_vfs.h"
#include "sample_host.h"
#include "tests/unit.h"

static void
plain_hostdev_beside_a_pair(void)
{
	struct fake_hosts hosts = both(FAKE_HOSTDEV);

	hosts.other = "<hostdev mode='subsystem' type='pci' managed='yes'><source>" VF2
	              "</source><alias name='hostdev7'/></hostdev>";
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, NULL), OUTCOME_NO_PAIR);
	CU_ASSERT(nothing_changed() && said("hostdev7 (" V2 ") of domain vnf would stay plugged in") &&
	          said("make it the VF of a pair of one MAC ('vferry pairs'), or unplug it"));
}

/* Neither needs a network device: a GPU stays as well. */
static void
device_that_is_no_vf(void)
{
	struct fake_hosts hosts = both(FAKE_IGB);

	hosts.other = "<hostdev mode='subsystem' type='pci'><source><address domain='0' bus='9' slot='0' "
	              "function='0'/></source><alias name='hostdev0'/></hostdev>";
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, NULL), OUTCOME_NO_PAIR);
	CU_ASSERT(nothing_changed() && said("hostdev0 (0000:09:00.0)"));
}

/* --vf and --backup make one pair only. */
static void
pair_that_is_left_out(void)
{
	const struct crossing_wish first = {.live = true, .vf = "ua-vf0", .backup = "net0"};
	struct fake_hosts hosts = both(FAKE_HOSTDEV);

	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 2, &first), OUTCOME_NO_PAIR);
	CU_ASSERT(nothing_changed() && said("ua-vf1 (" V1 ")") &&
	          said("let its pair cross as well, without --vf and --backup, or unplug it"));
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, &first), OUTCOME_OK);
	hosts = both(FAKE_PLAIN);
	hosts.devices[HOST_DESTINATION] = with_mac;
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 2, &first), OUTCOME_NO_PAIR);
	CU_ASSERT(nothing_changed() && said("ua-vf1 (" V1 ")"));
	/* What QEMU emulates migrates. */
	hosts = both(FAKE_IGB);
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 2, &first), OUTCOME_OK);
}

static void
devices_that_do_not_block(void)
{
	static const char
	        *const bound[] = {PF_DEVICE("1", VF0 VF1 VF2),         VF0_DEVICE(""), VF1_DEVICE(""),
	                          VF2_DEVICE(DRIVER("mlx5_vfio_pci")), PF_NET,         NULL},
	               *const usual[] = {PF_DEVICE("1", VF0 VF1 VF2),    VF0_DEVICE(""), VF1_DEVICE(""),
	                                 VF2_DEVICE(DRIVER("vfio-pci")), PF_NET,         NULL};
	struct fake_hosts hosts = both(FAKE_HOSTDEV);

	/* QEMU's own failover: libvirt unplugs it. */
	hosts.other = "<interface type='hostdev'><mac address='52:54:00:00:00:07'/><source>" VF2
	              "</source><teaming type='transient' persistent='ua-x'/></interface>";
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, NULL), OUTCOME_OK);
	hosts.other = "<interface type='hostdev'><mac address='52:54:00:00:00:07'/><source>" VF2
	              "</source><alias name='hostdev7'/></interface>";
	hosts.devices[HOST_SOURCE] = usual;
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, NULL), OUTCOME_NO_PAIR);
	hosts.devices[HOST_SOURCE] = bound;
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, NULL), OUTCOME_OK);
	CU_ASSERT_PTR_NOT_NULL(strstr(report.steps[0].note, "hostdev7 (" V2 ") stays plugged in: whether its "
	                                                    "driver mlx5_vfio_pci can migrate it"));
}

static const struct unit_test tests[] = {
        {"a plain hostdev beside a pair", plain_hostdev_beside_a_pair},
        {"a device that is no VF", device_that_is_no_vf},
        {"a pair that is left out", pair_that_is_left_out},
        {"devices that do not block", devices_that_do_not_block},
};

UNIT_MAIN("crossing, devices that stay", tests)
