/* SPDX-License-Identifier: BSD-3-Clause */
/* test_show.c: what status, pairs and vfs print. */
#include <string.h>

#include "../show.h"
#include "tests/unit.h"

static const struct inspect_domain domain = {.host = "hosta",
                                             .domain = "router7",
                                             .uuid = "6f1d7f5e-1111-4222-8333-94a1b2c3d4e5",
                                             .state = "running"};

static char text[4096];

static struct inspect_status
status(void)
{
	struct inspect_status s = {.domain = domain, .library = "0.1.0"};

	s.status.npairs = 1;
	s.status.pairs[0] = (struct wire_pair){.mac = "52:54:00:00:00:01",
	                                       .path = WIRE_PATH_BACKUP,
	                                       .has_backup = true,
	                                       .backup = {.pci = "0000:02:00.0",
	                                                  .driver = "igb_uio",
	                                                  .pmd = "net_vir\033tio",
	                                                  .link_up = true,
	                                                  .rx_packets = 7}};
	return s;
}

static void
status_is_a_table(void)
{
	struct inspect_status s = status();
	FILE *out = fmemopen(text, sizeof(text), "w");

	status_print(&s, out);
	fclose(out);
	CU_ASSERT_STRING_EQUAL(
	        text, "router7 on hosta, running; guest library 0.1.0\n"
	              "MAC                MEMBER  STATE    PCI           DRIVER   PMD          RX  TX\n"
	              "52:54:00:00:00:01  vf      absent\n"
	              "                   backup  traffic  0000:02:00.0  igb_uio  net_vir?tio  7   0\n");
}

static void
status_tells_idle_members_apart(void)
{
	struct inspect_status s = status();
	FILE *out = fmemopen(text, sizeof(text), "w");

	s.status.pairs[0].has_vf = true;
	s.status.pairs[0].path = WIRE_PATH_VF;
	status_print(&s, out);
	s.status.pairs[0].path = WIRE_PATH_NONE;
	status_print(&s, out);
	fclose(out);
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "vf      traffic"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "backup  ready"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "vf      link down"));
}

static void
status_without_pairs_says_so(void)
{
	struct inspect_status s = {.domain = domain, .library = "0.1.0"};
	FILE *out = fmemopen(text, sizeof(text), "w");

	status_print(&s, out);
	fclose(out);
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "the guest library has no pairs\n"));
}

static struct inspect_vfs host;

static const struct inventory_vf vfs[] = {
        {.pci = "0000:01:10.0",
         .pf = "0000:01:00.0",
         .driver = "vfio-pci",
         .user = "rou\033ter",
         .mac = "52:54:00:00:00:01",
         .vlan = 42,
         .group = 8},
        {.pci = "0000:01:10.2",
         .netdev = "eth3",
         .address = "192.0.2.7",
         .index = -1,
         .vlan = -1,
         .group = -1,
         .numa = -1},
        {.pci = "0000:01:10.4",
         .pf = "0000:01:00.0",
         .index = 2,
         .netdev = "eth4",
         .link = "up",
         .pool = "vfpool",
         .vlan = -1,
         .group = -1,
         .numa = -1},
        {.pci = "0000:01:10.6",
         .pf = "0000:01:00.0",
         .pool = "vfpool",
         .index = 3,
         .vlan = -1,
         .group = -1,
         .numa = -1},
};

static void
vfs_are_a_table(void)
{
	FILE *out = fmemopen(text, sizeof(text), "w");

	host = (struct inspect_vfs){.host = "hosta"};
	host.inventory.npfs = 1;
	host.inventory.pfs[0] = (struct inventory_pf){
	        .pci = "0000:01:00.0", .netdev = "eth2", .link = "up", .vfs = 4, .max_vfs = 7};
	host.inventory.nvfs = sizeof(vfs) / sizeof(vfs[0]);
	memcpy(host.inventory.vfs, vfs, sizeof(vfs));
	vfs_print(&host, out);
	fclose(out);
	CU_ASSERT_STRING_EQUAL(text, "hosta: PF eth2 (0000:01:00.0) has 4 of 7 VFs\n"
	                             "1 more PFs or VFs are not shown\n"
	                             "PF    INDEX  VF            DRIVER    IN USE BY         MAC             "
	                             "   VLAN  GROUP  NUMA  "
	                             "LINK\n"
	                             "eth2  0      0000:01:10.0  vfio-pci  rou?ter           "
	                             "52:54:00:00:00:01  42    8      0     "
	                             "up\n"
	                             "-     -      0000:01:10.2  -         eth3 (192.0.2.7)  -               "
	                             "   -     -      -     "
	                             "-\n"
	                             "eth2  2      0000:01:10.4  -         eth4 (up)         -               "
	                             "   -     -      -     "
	                             "up\n"
	                             "eth2  3      0000:01:10.6  -         (pool vfpool)     -               "
	                             "   -     -      -     "
	                             "up\n");
}

static void
host_without_vfs_says_so(void)
{
	FILE *out = fmemopen(text, sizeof(text), "w");

	host = (struct inspect_vfs){.host = "hosta"};
	vfs_print(&host, out);
	host.inventory.npfs = 1;
	host.inventory.pfs[0] = (struct inventory_pf){.pci = "0000:01:00.0", .max_vfs = 7};
	vfs_print(&host, out);
	fclose(out);
	CU_ASSERT_STRING_EQUAL(text, "hosta has no VFs and no PF that could have any\n"
	                             "hosta: PF 0000:01:00.0 has 0 of 7 VFs\n");
}

static struct inspect_pairs
pairs(void)
{
	struct inspect_pairs p = {.domain = domain};

	p.xml.channel = true;
	p.xml.nnics = 3;
	p.xml.nics[0] = (struct domxml_nic){.mac = "52:54:00:00:00:01",
	                                    .alias = "ua-vf0",
	                                    .type = "bridge",
	                                    .model = "igb",
	                                    .target = "vnet1",
	                                    .vf = true};
	p.xml.nics[1] = (struct domxml_nic){.mac = "52:54:00:00:00:01",
	                                    .alias = "ua-b0",
	                                    .type = "bridge",
	                                    .model = "virtio",
	                                    .target = "vnet0",
	                                    .virtio = true};
	p.xml.nics[2] = (struct domxml_nic){
	        .mac = "52:54:00:00:00:02", .type = "bridge", .model = "virtio", .virtio = true};
	p.xml.npairs = 1;
	p.xml.pairs[0] = (struct domxml_pair){.mac = "52:54:00:00:00:01", .vf = 0, .backup = 1};
	return p;
}

static void
pairs_are_a_table_with_reasons(void)
{
	struct inspect_pairs p = pairs();
	FILE *out = fmemopen(text, sizeof(text), "w");

	pairs_print(&p, out);
	fclose(out);
	CU_ASSERT_PTR_NOT_NULL(
	        strstr(text, "channel org.vferry.0 there, but no program in the guest has opened it\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "52:54:00:00:00:01  vf "));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "52:54:00:00:00:01  backup  ua-b0 "));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, domxml_lone(&p.xml, 2)));
	p.xml.channel = false;
	out = fmemopen(text, sizeof(text), "w");
	pairs_print(&p, out);
	fclose(out);
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "channel org.vferry.0 missing from its XML\n"));
}

static const struct unit_test tests[] = {
        {"VFs are a table", vfs_are_a_table},
        {"a host without VFs says so", host_without_vfs_says_so},
        {"status is a table", status_is_a_table},
        {"status tells idle members apart", status_tells_idle_members_apart},
        {"status without pairs says so", status_without_pairs_says_so},
        {"pairs are a table with reasons", pairs_are_a_table_with_reasons},
};

UNIT_MAIN("show", tests)
