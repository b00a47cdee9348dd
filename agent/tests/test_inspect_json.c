/* SPDX-License-Identifier: BSD-3-Clause */
/* test_inspect_json.c: what was found, as JSON. */
#include <string.h>

#include "inspect_json.h"
#include "tests/unit.h"

static const struct inspect_domain domain = {.host = "hosta",
                                             .domain = "router7",
                                             .uuid = "6f1d7f5e-1111-4222-8333-94a1b2c3d4e5",
                                             .state = "running"};

static struct inspect_vfs host;

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
status_as_json(void)
{
	struct inspect_status s = status();
	json_t *json = inspect_status_json(&s), *pair = json_array_get(json_object_get(json, "pairs"), 0);

	CU_ASSERT_EQUAL(json_object_size(json), 8);
	CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(json, "library")), "0.1.0");
	CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(pair, "path")), "backup");
	CU_ASSERT_TRUE(json_is_null(json_object_get(pair, "vf")));
	CU_ASSERT_EQUAL(json_integer_value(json_object_get(json_object_get(pair, "backup"), "rx_packets")),
	                7);
	json_decref(json);
}

static void
vfs_as_json(void)
{
	json_t *json, *vf;

	host = (struct inspect_vfs){.host = "hosta"};
	host.inventory.nvfs = 1;
	host.inventory.vfs[0] = (struct inventory_vf){.pci = "0000:01:10.2", .index = 3, .vlan = -1};
	json = inspect_vfs_json(&host);
	vf = json_array_get(json_object_get(json, "vfs"), 0);
	CU_ASSERT_EQUAL(json_object_size(json), 6);
	CU_ASSERT_EQUAL(json_object_size(vf), 14);
	CU_ASSERT_EQUAL(json_integer_value(json_object_get(vf, "index")), 3);
	CU_ASSERT_TRUE(json_is_null(json_object_get(vf, "vlan")));
	CU_ASSERT_EQUAL(json_integer_value(json_object_get(vf, "numa_node")), 0);
	CU_ASSERT_EQUAL(json_array_size(json_object_get(json, "pfs")), 0);
	json_decref(json);
}

/* A domain's name that was cut inside a character. */
static void
vfs_of_cut_names_as_json(void)
{
	json_t *json, *vf;

	host = (struct inspect_vfs){.host = "hosta"};
	host.inventory.nvfs = 1;
	host.inventory.vfs[0] = (struct inventory_vf){.pci = "0000:01:10.2", .user = "routeur-\xc3"};
	json = inspect_vfs_json(&host);
	vf = json_array_get(json_object_get(json, "vfs"), 0);
	CU_ASSERT_PTR_NOT_NULL_FATAL(vf);
	CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(vf, "user")), "routeur-?");
	json_decref(json);
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
pairs_as_json(void)
{
	struct inspect_pairs p = pairs();
	json_t *json = inspect_pairs_json(&p), *other,
	       *pair = json_array_get(json_object_get(json, "pairs"), 0);

	CU_ASSERT_EQUAL(json_object_size(json), 10);
	CU_ASSERT_EQUAL(json_array_size(json_object_get(json, "pairs")), 1);
	CU_ASSERT_EQUAL(json_array_size(json_object_get(json, "others")), 1);
	CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(json_object_get(pair, "vf"), "model")),
	                       "igb");
	CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(json_object_get(pair, "backup"), "model")),
	                       "virtio");
	other = json_array_get(json_object_get(json, "others"), 0);
	CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(other, "why")), domxml_lone(&p.xml, 2));
	CU_ASSERT_TRUE(json_is_true(json_object_get(json, "channel")));
	json_decref(json);
}

/* A domain's and a network's name that were cut inside a character. */
static void
pairs_of_cut_names_as_json(void)
{
	struct inspect_pairs p = pairs();
	json_t *json, *vf;

	strcpy(p.domain.domain, "routeur-\xc3");
	strcpy(p.xml.nics[0].network, "r\xc3");
	json = inspect_pairs_json(&p);
	vf = json_object_get(json_array_get(json_object_get(json, "pairs"), 0), "vf");
	CU_ASSERT_PTR_NOT_NULL_FATAL(vf);
	CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(json, "domain")), "routeur-?");
	CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(vf, "network")), "r?");
	json_decref(json);
}

static const struct unit_test tests[] = {
        {"VFs", vfs_as_json},
        {"VFs of cut names", vfs_of_cut_names_as_json},
        {"status", status_as_json},
        {"pairs", pairs_as_json},
        {"pairs of cut names", pairs_of_cut_names_as_json},
};

UNIT_MAIN("inspection as JSON", tests)
