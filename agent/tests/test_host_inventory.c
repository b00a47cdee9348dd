/* SPDX-License-Identifier: BSD-3-Clause */
/* test_host_inventory.c: the VFs and pools of a host through libvirt itself: its test driver is given a host
 * with node devices, networks and a domain that has a VF. */
#include <errno.h>
#include <libvirt/libvirt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host_ops.h"
#include "hostxml.h"
#include "inspect.h"
#include "sample_host.h"
#include "tests/unit.h"

#define DOMAIN_WITH_VF1                                                                                    \
	"<domain type='test'><name>router7</name><memory>65536</memory><os><type>hvm</type></os><devices>" \
	"<interface type='hostdev' managed='yes'><mac address='52:54:00:00:00:01'/><source><address "      \
	"type='pci' domain='0' bus='1' slot='0x10' function='2'/></source><vlan><tag id='42'/></vlan>"     \
	"</interface></devices></domain>"

#define POOL_ADDRESS(function) "<address type='pci' domain='0' bus='1' slot='0x10' function='" function "'/>"

#define VF0_NET NET_DEVICE("pci_0000_01_10_0", "eth3", "02:00:00:00:01:10", "up")

static struct inspect_vfs found;
static struct err err;

static char path[64], uri[80];

/* The test driver's host that node describes, at uri. */
static void
make_host(const char *node)
{
	FILE *file;
	int fd;

	(void)snprintf(path, sizeof(path), "/tmp/test-host-inventory-XXXXXX");
	fd = mkstemp(path);
	file = fd < 0 ? NULL : fdopen(fd, "w");
	CU_ASSERT_PTR_NOT_NULL_FATAL(file);
	if (!file)
		return;
	CU_ASSERT(fputs(node, file) >= 0 && fclose(file) == 0);
	(void)snprintf(uri, sizeof(uri), "test://%s", path);
}

static enum outcome
ask(const char *node)
{
	enum outcome outcome;

	make_host(node);
	outcome = inspect_vfs(uri, &found, &err);
	unlink(path);
	return outcome;
}

static void
libvirt_tells_what_there_is(void)
{
	const struct inventory *all = &found.inventory;

	CU_ASSERT_EQUAL_FATAL(
	        ask("<node>" BRIDGE_DEVICE PF_DEVICE("1", VF0 VF1) VF1_DEVICE("") VF0_DEVICE("")
	                    PF_NET PF_DEVICE("2", "") VF0_NET INTERFACE("eth3", "192.0.2.7") DOMAIN_WITH_VF1
	            "<network><name>vfpool</name><forward "
	            "mode='hostdev' managed='yes'>" POOL_ADDRESS("2") "</forward></network></node>"),
	        OUTCOME_OK);
	CU_ASSERT(found.host[0] != '\0');
	CU_ASSERT_EQUAL(all->npfs, 2);
	CU_ASSERT_STRING_EQUAL(all->pfs[0].netdev, "eth2");
	CU_ASSERT(all->pfs[1].vfs == 0 && all->pfs[1].max_vfs == 7);
	CU_ASSERT_EQUAL_FATAL(all->nvfs, 2);
	CU_ASSERT(all->vfs[0].index == 0 && !all->vfs[0].user[0] && all->vfs[0].group == 8);
	CU_ASSERT_STRING_EQUAL(all->vfs[0].kind, "8086:10ca");
	CU_ASSERT_STRING_EQUAL(all->vfs[0].netdev, "eth3");
	CU_ASSERT_STRING_EQUAL(all->vfs[0].mac, "02:00:00:00:01:10");
	CU_ASSERT_STRING_EQUAL(all->vfs[0].address, "192.0.2.7");
	CU_ASSERT_STRING_EQUAL(all->vfs[1].pci, "0000:01:10.2");
	CU_ASSERT_STRING_EQUAL(all->vfs[1].user, "router7");
	CU_ASSERT_STRING_EQUAL(all->vfs[1].mac, "52:54:00:00:00:01");
	CU_ASSERT_EQUAL(all->vfs[1].vlan, 42);
	CU_ASSERT_STRING_EQUAL(all->vfs[0].pool, "");
	CU_ASSERT_STRING_EQUAL(all->vfs[1].pool, "vfpool");
}

static void
host_with_nothing_and_none(void)
{
	CU_ASSERT_EQUAL(ask("<node/>"), OUTCOME_OK);
	CU_ASSERT(found.inventory.npfs == 0 && found.inventory.nvfs == 0);
	CU_ASSERT_EQUAL(inspect_vfs("test:///nowhere/at/all", &found, &err), OUTCOME_SOURCE_UNREACHABLE);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "/nowhere/at/all"));
}

static void
networks_as_libvirt_tells_them(void)
{
	void *hosts = hosts_libvirt_new(&err);
	char *xml = NULL;

	CU_ASSERT_PTR_NOT_NULL_FATAL(hosts);
	make_host("<node><network><name>vfpool</name><forward mode='hostdev' managed='yes'>" POOL_ADDRESS("0")
	                  POOL_ADDRESS("2") "</forward></network><network><name>default</name><bridge "
	                                    "name='virbr0'/><forward "
	                                    "mode='nat'/><ip address='192.168.122.1' "
	                                    "netmask='255.255.255.0'/></network></node>");
	CU_ASSERT_EQUAL(host_libvirt.open(hosts, HOST_DESTINATION, uri, &err), 0);
	unlink(path);
	CU_ASSERT_EQUAL_FATAL(host_libvirt.network(hosts, HOST_DESTINATION, "vfpool", &xml, &err), 0);
	CU_ASSERT_EQUAL(hostxml_network_has_room(xml, 2, NULL, &err), 0);
	CU_ASSERT_EQUAL(hostxml_network_has_room(xml, 3, NULL, &err), -ENODEV);
	free(xml);
	CU_ASSERT_EQUAL_FATAL(host_libvirt.network(hosts, HOST_DESTINATION, "default", &xml, &err), 0);
	CU_ASSERT_EQUAL(hostxml_network_has_room(xml, 1, NULL, &err), -EINVAL);
	free(xml);
	CU_ASSERT_EQUAL(host_libvirt.network(hosts, HOST_DESTINATION, "none", &xml, &err), -ENOENT);
	CU_ASSERT_STRING_EQUAL(err.text, "it has no network none: virsh net-list --all shows what it has");
	/* What fails for another reason has an answer all the same: here that no name is none. */
	CU_ASSERT_EQUAL(host_libvirt.network(hosts, HOST_DESTINATION, NULL, &xml, &err), -EINVAL);
	hosts_libvirt_free(hosts);
}

/* The test driver's default host is one for the whole process. */
static void
network_that_is_not_active(void)
{
	virConnectPtr conn = virConnectOpen("test:///default");
	virNetworkPtr network = conn ? virNetworkLookupByName(conn, "default") : NULL;
	void *hosts = hosts_libvirt_new(&err);
	char *xml = NULL;

	CU_ASSERT_FATAL(hosts && network);
	CU_ASSERT_EQUAL(virNetworkDestroy(network), 0);
	CU_ASSERT_EQUAL(host_libvirt.open(hosts, HOST_DESTINATION, "test:///default", &err), 0);
	CU_ASSERT_EQUAL(host_libvirt.network(hosts, HOST_DESTINATION, "default", &xml, &err), -ENOENT);
	CU_ASSERT_STRING_EQUAL(err.text, "its network default is not active: start it (virsh net-start)");
	CU_ASSERT_PTR_NULL(xml);
	hosts_libvirt_free(hosts);
	virNetworkFree(network);
	virConnectClose(conn);
}

static const struct unit_test tests[] = {
        {"networks as libvirt tells them", networks_as_libvirt_tells_them},
        {"a network that is not active", network_that_is_not_active},
        {"libvirt tells what there is", libvirt_tells_what_there_is},
        {"a host with nothing, and none", host_with_nothing_and_none},
};

UNIT_MAIN("host inventory", tests)
