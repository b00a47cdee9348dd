/* SPDX-License-Identifier: BSD-3-Clause */
/* test_hostxml.c: what hosts say about themselves and their networks. */
#include <errno.h>
#include <string.h>

#include "hostxml.h"
#include "tests/unit.h"

static void
uuid_of_a_host(void)
{
	struct err err;
	char uuid[37];

	CU_ASSERT_EQUAL(
	        hostxml_uuid("<capabilities><host><uuid>6f1d7f5e-1111-4222-8333-94a1b2c3d4e5</uuid></host>"
	                     "</capabilities>",
	                     uuid, &err),
	        0);
	CU_ASSERT_STRING_EQUAL(uuid, "6f1d7f5e-1111-4222-8333-94a1b2c3d4e5");
	CU_ASSERT_EQUAL(hostxml_uuid("<capabilities/>", uuid, &err), 0);
	CU_ASSERT_STRING_EQUAL(uuid, "");
	CU_ASSERT_EQUAL(hostxml_uuid("<capab", uuid, &err), -EBADMSG);
}

#define POOL(connections)                                                                                  \
	"<network connections='" connections "'><name>vfpool</name><forward mode='hostdev' managed='yes'>" \
	"<pf dev='eth2'/><address type='pci' domain='0' bus='1' slot='0x10' function='0'/>"                \
	"<address type='pci' domain='0' bus='1' slot='0x10' function='2'/></forward></network>"

static void
network_with_and_without_room(void)
{
	struct err err;

	CU_ASSERT_EQUAL(hostxml_network_has_room(POOL("1"), 1, &err), 0);
	CU_ASSERT_EQUAL(hostxml_network_has_room(POOL("1"), 2, &err), -ENODEV);
	CU_ASSERT_EQUAL(hostxml_network_has_room(POOL("2"), 1, &err), -ENODEV);
	CU_ASSERT_STRING_EQUAL(err.text, "network vfpool has 2 VFs and all are in use");
	CU_ASSERT_EQUAL(hostxml_network_has_room("<network><name>vfpool</name><forward mode='hostdev'><pf "
	                                         "dev='eth2'/></forward></network>",
	                                         1, &err),
	                -ENODEV);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "has no VFs: make some on its PF eth2"));
	CU_ASSERT_EQUAL(hostxml_network_has_room(
	                        "<network><name>vfpool</name><forward mode='hostdev'/></network>", 1, &err),
	                -ENODEV);
	/* Only a pool of functions can give one. */
	CU_ASSERT_EQUAL(hostxml_network_has_room("<network connections='9'><name>default</name><forward "
	                                         "mode='route'/></network>",
	                                         1, &err),
	                -EINVAL);
	CU_ASSERT_STRING_EQUAL(err.text,
	                       "network default is no pool of VFs: its <forward mode> is route, not hostdev");
	CU_ASSERT_EQUAL(hostxml_network_has_room("<network><name>n</name></network>", 1, &err), -EINVAL);
	CU_ASSERT_EQUAL(hostxml_network_has_room("", 1, &err), -EBADMSG);
}

static const struct unit_test tests[] = {
        {"the UUID of a host", uuid_of_a_host},
        {"a network with and without room", network_with_and_without_room},
};

UNIT_MAIN("hostxml", tests)
