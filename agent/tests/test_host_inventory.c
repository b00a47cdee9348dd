/* SPDX-License-Identifier: BSD-3-Clause */
/* test_host_inventory.c: the VFs of a host through libvirt itself: its test driver is given a host with node
 * devices and a domain that has a VF. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "inspect.h"
#include "sample_host.h"
#include "tests/unit.h"

#define DOMAIN_WITH_VF1                                                                                    \
	"<domain type='test'><name>router7</name><memory>65536</memory><os><type>hvm</type></os><devices>" \
	"<interface type='hostdev' managed='yes'><mac address='52:54:00:00:00:01'/><source><address "      \
	"type='pci' domain='0' bus='1' slot='0x10' function='2'/></source><vlan><tag id='42'/></vlan>"     \
	"</interface></devices></domain>"

static struct inspect_vfs found;
static struct err err;

/* Asks the test driver's host that node describes. */
static enum outcome
ask(const char *node)
{
	char path[] = "/tmp/test-host-inventory-XXXXXX", uri[64];
	int fd = mkstemp(path);
	FILE *file = fd < 0 ? NULL : fdopen(fd, "w");
	enum outcome outcome;

	CU_ASSERT_FATAL(file != NULL);
	if (!file)
		return OUTCOME_ERROR;
	CU_ASSERT(fputs(node, file) >= 0 && fclose(file) == 0);
	(void)snprintf(uri, sizeof(uri), "test://%s", path);
	outcome = inspect_vfs(uri, &found, &err);
	unlink(path);
	return outcome;
}

static void
libvirt_tells_what_there_is(void)
{
	const struct inventory *all = &found.inventory;

	CU_ASSERT_EQUAL_FATAL(ask("<node>" BRIDGE_DEVICE PF_DEVICE("1", VF0 VF1) VF1_DEVICE("") VF0_DEVICE("")
	                                  PF_NET PF_DEVICE("2", "") DOMAIN_WITH_VF1 "</node>"),
	                      OUTCOME_OK);
	CU_ASSERT(found.host[0] != '\0');
	CU_ASSERT_EQUAL(all->npfs, 2);
	CU_ASSERT_STRING_EQUAL(all->pfs[0].netdev, "eth2");
	CU_ASSERT(all->pfs[1].vfs == 0 && all->pfs[1].max_vfs == 7);
	CU_ASSERT_EQUAL_FATAL(all->nvfs, 2);
	CU_ASSERT(all->vfs[0].index == 0 && !all->vfs[0].user[0] && all->vfs[0].group == 8);
	CU_ASSERT_STRING_EQUAL(all->vfs[0].kind, "8086:10ca");
	CU_ASSERT_STRING_EQUAL(all->vfs[1].pci, "0000:01:10.2");
	CU_ASSERT_STRING_EQUAL(all->vfs[1].user, "router7");
	CU_ASSERT_STRING_EQUAL(all->vfs[1].mac, "52:54:00:00:00:01");
	CU_ASSERT_EQUAL(all->vfs[1].vlan, 42);
}

static void
host_with_nothing_and_none(void)
{
	CU_ASSERT_EQUAL(ask("<node/>"), OUTCOME_OK);
	CU_ASSERT(found.inventory.npfs == 0 && found.inventory.nvfs == 0);
	CU_ASSERT_EQUAL(inspect_vfs("test:///nowhere/at/all", &found, &err), OUTCOME_SOURCE_UNREACHABLE);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "/nowhere/at/all"));
}

static const struct unit_test tests[] = {
        {"libvirt tells what there is", libvirt_tells_what_there_is},
        {"a host with nothing, and none", host_with_nothing_and_none},
};

UNIT_MAIN("host inventory", tests)
