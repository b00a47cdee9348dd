/* SPDX-License-Identifier: BSD-3-Clause */
/* test_hostxml.c: what hosts say about themselves, their networks and their functions. */
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

	CU_ASSERT_EQUAL(hostxml_network_has_room(POOL("1"), &err), 0);
	CU_ASSERT_EQUAL(hostxml_network_has_room(POOL("2"), &err), -ENODEV);
	CU_ASSERT_STRING_EQUAL(err.text, "network vfpool has 2 VFs and all are in use");
	/* Only a pool of functions can run out of them. */
	CU_ASSERT_EQUAL(hostxml_network_has_room("<network connections='9'><name>default</name><forward "
	                                         "mode='nat'/></network>",
	                                         &err),
	                0);
	CU_ASSERT_EQUAL(hostxml_network_has_room("", &err), -EBADMSG);
}

static void
function_that_is_free_or_not(void)
{
	struct err err;

	CU_ASSERT_EQUAL(
	        hostxml_function_is_free("<device><name>pci_0000_01_10_0</name><driver><name>igbvf</name>"
	                                 "</driver></device>",
	                                 &err),
	        0);
	CU_ASSERT_EQUAL(hostxml_function_is_free("<device><name>pci_0000_01_10_0</name></device>", &err), 0);
	CU_ASSERT_EQUAL(hostxml_function_is_free("<device><name>pci_0000_01_10_0</name><driver><name>vfio-pci"
	                                         "</name></driver></device>",
	                                         &err),
	                -ENODEV);
	CU_ASSERT_EQUAL(hostxml_function_is_free("x", &err), -EBADMSG);
}

static const struct unit_test tests[] = {
        {"the UUID of a host", uuid_of_a_host},
        {"a network with and without room", network_with_and_without_room},
        {"a function that is free or not", function_that_is_free_or_not},
};

UNIT_MAIN("hostxml", tests)
