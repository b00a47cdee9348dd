/* SPDX-License-Identifier: BSD-3-Clause */
/* vm.c: a guest's XML and its life; see vm.h. Neighbour: vm_shell.c is the shell inside. */
#include "vm.h"

#include <errno.h>
#include <libvirt/virterror.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"

#define XML_MAX     8192
#define BOOT_MS     60000 /* 10 s on an idle machine; emulation shares a busy one badly */
#define BOOTS       3u
#define NIC_XML_MAX 512
#define PORTS       10 /* PCIe root ports: every hot-plugged device takes one */

static const char *const mode_names[] = {
        [VM_VFERRY] = "vferry",
        [VM_PLAIN] = "plain",
        [VM_BOND] = "bond",
        [VM_EMPTY] = "none",
};

const char *
vm_mac(unsigned int pair)
{
	static const char *const macs[VM_PAIRS_MAX] = {"52:54:00:aa:00:01", "52:54:00:aa:00:02"};

	return macs[pair];
}

static int
nic_xml(unsigned int pair, const char *model, const char *bridge, const char *alias, char *xml, size_t size)
{
	return snprintf(xml, size,
	                "<interface type='bridge'><mac address='%s'/><source bridge='%s'/><model type='%s'/>"
	                "<alias name='ua-%s%u'/><rom enabled='no'/></interface>\n",
	                vm_mac(pair), bridge, model, alias, pair);
}

int
vm_vf_xml(unsigned int pair, const char *bridge, char *xml, size_t size)
{
	return nic_xml(pair, "igb", bridge == NULL ? "vf0" : bridge, "vf", xml, size);
}

static void
devices_xml(const struct vm_options *options, unsigned int pairs, char *xml, size_t size)
{
	size_t n = 0;

	for (unsigned int i = 1; i <= PORTS; i++)
		n += (size_t)snprintf(xml + n, size - n,
		                      "<controller type='pci' index='%u' model='pcie-root-port'/>", i);
	for (unsigned int i = 0; i < pairs; i++) {
		if (!options->no_backup)
			n += (size_t)nic_xml(i, "virtio", "br0", "backup", xml + n, size - n);
		if (!options->no_vf)
			n += (size_t)vm_vf_xml(i, options->vf_bridge, xml + n, size - n);
	}
	if (!options->no_channel)
		snprintf(xml + n, size - n,
		         "<channel type='unix'><target type='virtio' name='org.vferry.0'/></channel>");
}

int
vm_start(struct host *host, const char *name, const struct vm_options *options, struct err *err)
{
	unsigned int pairs = options->pairs == 0 ? 1 : options->pairs;
	const char *image = getenv("VFERRY_IMAGE");
	char devices[XML_MAX / 2], xml[XML_MAX];
	virDomainPtr domain;

	if (image == NULL)
		return err_set(err, -ENOENT, "this is not the lab: run it through qemu-tests/lab/in-lab.sh");
	devices_xml(options, pairs, devices, sizeof(devices));
	snprintf(xml, sizeof(xml),
	         "<domain type='qemu'><name>%s</name><memory unit='MiB'>512</memory><vcpu>2</vcpu>"
	         "<os><type arch='x86_64' machine='pc-q35-10.0'>hvm</type><kernel>%s/vmlinux</kernel>"
	         "<initrd>%s/initramfs.cpio</initrd>"
	         "<cmdline>console=ttyS0 quiet panic=-1 mitigations=off tsc=reliable audit=0 "
	         "cryptomgr.notests vferry.mode=%s vferry.pairs=%s%s%s</cmdline></os>"
	         "<features><acpi/><apic/></features>"
	         "<cpu mode='custom' match='exact' check='none'><model "
	         "fallback='forbid'>Nehalem</model><feature policy='require' name='rdrand'/></cpu>"
	         "<on_reboot>destroy</on_reboot><on_crash>destroy</on_crash>"
	         "<devices><emulator>/usr/bin/qemu-system-x86_64</emulator><controller type='usb' "
	         "model='none'/>"
	         "<serial type='file'><source path='/var/log/libvirt/%s.console' append='on'/></serial>"
	         "<channel type='unix'><target type='virtio' name='" VM_TEST_CHANNEL "'/></channel>"
	         "%s<memballoon model='none'/></devices></domain>",
	         name, image, image, mode_names[options->mode], vm_mac(0), pairs > 1 ? "," : "",
	         pairs > 1 ? vm_mac(1) : "", name, devices);
	domain = virDomainCreateXML(host->conn, xml, 0);
	if (domain == NULL)
		return err_set(err, -EIO, "%s does not start %s: %s", host->name, name,
		               virGetLastErrorMessage());
	virDomainFree(domain);
	return 0;
}

int
vm_define(struct host *host, const char *name, struct err *err)
{
	virDomainPtr domain = virDomainLookupByName(host->conn, name), defined = NULL;
	char *xml = domain == NULL ? NULL : virDomainGetXMLDesc(domain, VIR_DOMAIN_XML_INACTIVE);

	if (xml != NULL)
		defined = virDomainDefineXML(host->conn, xml);
	free(xml);
	if (domain != NULL)
		virDomainFree(domain);
	if (defined == NULL)
		return err_set(err, -EIO, "%s does not define %s: %s", host->name, name,
		               virGetLastErrorMessage());
	virDomainFree(defined);
	return 0;
}

void
vm_destroy(struct host *host, const char *name)
{
	virDomainPtr domain = host->conn == NULL ? NULL : virDomainLookupByName(host->conn, name);

	if (domain == NULL)
		return;
	virDomainDestroy(domain);
	virDomainFree(domain);
}

/* Waits until testpmd forwards (with VM_EMPTY: until the guest answers). */
static int
wait_ready(struct host *host, const char *name, enum vm_mode mode, struct err *err)
{
	uint64_t deadline = clock_us() + BOOT_MS * 1000ull;
	const char *ready = mode == VM_EMPTY ? "true" : "grep -q 'testpmd>' /tmp/testpmd.log";

	while (clock_us() < deadline) {
		/* The first question is answered when the guest has booted; the others at once. */
		if (vm_ask(host, name, ready, BOOT_MS, NULL, 0, err) == 0)
			return 0;
		clock_sleep_ms(100);
	}
	return err_set(err, -ETIMEDOUT, "guest %s was not ready within %d s", name, BOOT_MS / 1000);
}

/* Now and then an emulated CPU gets no timer interrupt any more, and its kernel stands still before init has
 * run. */
int
vm_boot(struct host *host, const char *name, const struct vm_options *options, struct err *err)
{
	int code = 0;

	for (unsigned int i = 0; i < BOOTS; i++) {
		code = vm_start(host, name, options, err);
		if (code == 0)
			code = wait_ready(host, name, options->mode, err);
		if (code == 0)
			break;
		printf("    %s; %u of %u boots\n", err->text, i + 1, BOOTS);
		vm_destroy(host, name);
	}
	return code;
}

bool
vm_runs(struct host *host, const char *name)
{
	virDomainPtr domain = host->conn == NULL ? NULL : virDomainLookupByName(host->conn, name);
	int state = -1, reason;

	if (domain == NULL)
		return false;
	virDomainGetState(domain, &state, &reason, 0);
	virDomainFree(domain);
	return state == VIR_DOMAIN_RUNNING;
}

bool
vm_wait_incoming(struct host *host, const char *name, unsigned int timeout_ms)
{
	uint64_t deadline = clock_us() + timeout_ms * 1000ull;
	virDomainPtr domain;

	do {
		domain = virDomainLookupByName(host->conn, name);
		if (domain != NULL) {
			virDomainFree(domain);
			return true;
		}
		clock_sleep_ms(20);
	} while (clock_us() < deadline);
	return false;
}

bool
vm_has(struct host *host, const char *name, const char *alias)
{
	virDomainPtr domain = host->conn == NULL ? NULL : virDomainLookupByName(host->conn, name);
	char wanted[64], *xml;
	bool found;

	if (domain == NULL)
		return false;
	xml = virDomainGetXMLDesc(domain, 0);
	virDomainFree(domain);
	snprintf(wanted, sizeof(wanted), "<alias name='%s'/>", alias);
	found = xml != NULL && strstr(xml, wanted) != NULL;
	free(xml);
	return found;
}

int
vm_plug(struct host *host, const char *name, struct err *err)
{
	virDomainPtr domain = virDomainLookupByName(host->conn, name);
	char xml[NIC_XML_MAX];
	int code;

	if (domain == NULL)
		return err_set(err, -ENOENT, "%s has no guest %s", host->name, name);
	vm_vf_xml(0, NULL, xml, sizeof(xml));
	code = virDomainAttachDeviceFlags(domain, xml, VIR_DOMAIN_AFFECT_LIVE);
	virDomainFree(domain);
	return code < 0 ? err_set(err, -EIO, "cannot plug the VF in: %s", virGetLastErrorMessage()) : 0;
}

int
vm_migrate(struct host *from, struct host *to, const char *name, struct err *err)
{
	virDomainPtr domain = virDomainLookupByName(from->conn, name), moved;

	if (domain == NULL)
		return err_set(err, -ENOENT, "%s has no guest %s", from->name, name);
	moved = virDomainMigrate3(domain, to->conn, NULL, 0, VIR_MIGRATE_LIVE);
	virDomainFree(domain);
	if (moved == NULL)
		return err_set(err, -EIO, "%s did not migrate to %s: %s", name, to->name,
		               virGetLastErrorMessage());
	virDomainFree(moved);
	return 0;
}
