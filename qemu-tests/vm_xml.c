/* SPDX-License-Identifier: BSD-3-Clause */
/* vm_xml.c: see vm_xml.h. */
#include "vm_xml.h"

#include <stdio.h>
#include <string.h>

#include "sriov.h"

#define PORTS 12 /* PCIe root ports: every hot-plugged device takes one */

static const char *const mode_names[] = {
        [VM_VFERRY] = "vferry",     [VM_PLAIN] = "plain",         [VM_BOND] = "bond",
        [VM_EMPTY] = "none",        [VM_STOCK] = "stock",         [VM_LIBRARY] = "library",
        [VM_FAILSAFE] = "failsafe", [VM_SECONDARY] = "secondary", [VM_UNREVOKED] = "unrevoked",
};

const char *
vm_mac(unsigned int pair)
{
	static const char *const macs[VM_PAIRS_MAX] = {"52:54:00:aa:00:01", "52:54:00:aa:00:02",
	                                               "52:54:00:aa:00:03", "52:54:00:aa:00:04"};

	return macs[pair];
}

static struct vm_nic
nic_of(unsigned int pair, const char *role, const char *model, const char *bridge)
{
	struct vm_nic nic = {.mac = vm_mac(pair), .model = model, .bridge = bridge};

	snprintf(nic.alias, sizeof(nic.alias), "ua-%s%u", role, pair);
	return nic;
}

struct vm_nic
vm_vf(unsigned int pair, const struct vm_options *options)
{
	struct vm_nic nic = nic_of(pair, "vf", options->vf_model == NULL ? "igb" : options->vf_model,
	                           options->vf_bridge == NULL ? "vf0" : options->vf_bridge);

	nic.real = options->real_vfs;
	nic.xml = options->vf_xml;
	nic.number = pair;
	nic.vlan = options->vlan;
	return nic;
}

static int
vf_xml(const struct vm_nic *nic, const char *vlan, char *xml, size_t size)
{
	char address[128];

	snprintf(address, sizeof(address), "domain='0' bus='1' slot='0x10' function='%u'",
	         SRIOV_VF(nic->number));
	if (nic->xml == VM_HOSTDEV)
		return snprintf(xml, size,
		                "<hostdev mode='subsystem' type='pci' managed='yes'><driver name='vfio'/>"
		                "<source><address %s/></source><alias name='%s'/></hostdev>\n",
		                address, nic->alias);
	if (nic->xml == VM_NAMED)
		return snprintf(xml, size,
		                "<interface type='hostdev' managed='yes'><mac address='%s'/>"
		                "<driver name='vfio'/><source><address type='pci' %s/></source>%s"
		                "<alias name='%s'/></interface>\n",
		                nic->mac, address, vlan, nic->alias);
	return snprintf(xml, size,
	                "<interface type='network'><mac address='%s'/><source network='" SRIOV_POOL "'/>%s"
	                "<alias name='%s'/></interface>\n",
	                nic->mac, vlan, nic->alias);
}

int
vm_nic_xml(const struct vm_nic *nic, char *xml, size_t size)
{
	char vlan[64] = "";

	if (nic->vlan != 0)
		snprintf(vlan, sizeof(vlan), "<vlan><tag id='%u'/></vlan>", nic->vlan);
	if (nic->real)
		return vf_xml(nic, vlan, xml, size);
	return snprintf(xml, size,
	                "<interface type='bridge'><mac address='%s'/><source bridge='%s'/>%s"
	                "<model type='%s'/><alias name='%s'/><rom enabled='no'/></interface>\n",
	                nic->mac, nic->bridge, vlan, nic->model, nic->alias);
}

static unsigned int
npairs(const struct vm_options *options)
{
	if (options->pairs == 0)
		return 1;
	return options->pairs < VM_PAIRS_MAX ? options->pairs : VM_PAIRS_MAX;
}

static struct vm_nic
backup_of(unsigned int pair, const struct vm_options *options)
{
	struct vm_nic nic = nic_of(pair, "backup", "virtio", "br0");

	nic.vlan = options->vlan;
	return nic;
}

/* All NICs of the guest, at most two for each pair; how many. */
static unsigned int
list_nics(const struct vm_options *options, struct vm_nic *nics)
{
	unsigned int n = 0;

	for (unsigned int i = options->first; i < options->first + npairs(options); i++) {
		if (!options->no_backup && !options->apart)
			nics[n++] = backup_of(i, options);
		if (!options->no_vf && !options->pf && (i == options->first || !options->apart))
			nics[n++] = vm_vf(i, options);
	}
	if (options->apart)
		nics[n++] = backup_of(1, options);
	if (options->pf)
		nics[n++] = (struct vm_nic){
		        .mac = "52:54:00:aa:00:f0", .model = "igb", .bridge = "vf0", .alias = "ua-pf"};
	return n;
}

static void
devices_xml(const struct vm_options *options, char *xml, size_t size)
{
	struct vm_nic nics[2 * VM_PAIRS_MAX];
	unsigned int nnics = list_nics(options, nics);
	size_t n = 0;

	for (unsigned int i = 1; i <= PORTS; i++)
		n += (size_t)snprintf(xml + n, size - n,
		                      "<controller type='pci' index='%u' model='pcie-root-port'/>", i);
	for (unsigned int i = 0; i < nnics; i++)
		n += (size_t)vm_nic_xml(&nics[i], xml + n, size - n);
	if (!options->no_channel)
		snprintf(xml + n, size - n,
		         "<channel type='unix'><target type='virtio' name='org.vferry.0'/></channel>");
}

/* What image/init reads. */
static void
command_line(const struct vm_options *options, char *text, size_t size)
{
	const char *driver = options->driver == NULL ? "igb_uio" : options->driver;
	int n = snprintf(text, size, "vferry.mode=%s vferry.driver=%s vferry.vfs=%u vferry.pairs=%s",
	                 mode_names[options->mode], driver, options->pf ? npairs(options) : 0,
	                 vm_mac(options->first));

	for (unsigned int i = 1; i < npairs(options); i++)
		n += snprintf(text + n, size - (size_t)n, ",%s", vm_mac(options->first + i));
	if (options->hotplug)
		n += snprintf(text + n, size - (size_t)n, " vferry.hotplug=--hot-plug");
	if (options->restarts)
		n += snprintf(text + n, size - (size_t)n, " vferry.restart=1");
	if (options->real_vfs)
		n += snprintf(text + n, size - (size_t)n, " vferry.rest=80");
	/* A broadcast of one port, sent back by the other: no bridge carries frames from a broadcast address,
	 * but the NIC's embedded switch does, for ever. */
	if (options->real_vfs && npairs(options) > 1)
		n += snprintf(text + n, size - (size_t)n, " vferry.forward=mac");
	if (options->stub != NULL)
		n += snprintf(text + n, size - (size_t)n, " vferry.stub=%s", options->stub);
	if (strcmp(driver, "vfio-pci") == 0)
		snprintf(text + n, size - (size_t)n, " intel_iommu=on");
}

void
vm_domain_xml(const char *name, const char *image, const struct vm_options *options, char *xml, size_t size)
{
	const char *kernel = options->kernel == NULL ? "6.1" : options->kernel;
	bool iommu = options->driver != NULL && strcmp(options->driver, "vfio-pci") == 0;
	static const char emulated[] =
	        "<cpu mode='custom' match='exact' check='none'><model "
	        "fallback='forbid'>Nehalem</model><feature policy='require' name='rdrand'/></cpu>";
	static const char nested[] = "<cpu mode='host-passthrough' check='none' migratable='on'/>";
	char devices[VM_XML_MAX / 2], line[256];

	devices_xml(options, devices, sizeof(devices));
	command_line(options, line, sizeof(line));
	snprintf(xml, size,
	         "<domain type='%s'><name>%s</name><memory unit='MiB'>512</memory><vcpu>2</vcpu>"
	         "<os><type arch='x86_64' machine='pc-q35-10.0'>hvm</type><kernel>%s/%s/vmlinux</kernel>"
	         "<initrd>%s/%s/initramfs.cpio</initrd>"
	         "<cmdline>console=ttyS0 quiet panic=-1 mitigations=off isolcpus=1 tsc=reliable audit=0 "
	         "cryptomgr.notests %s</cmdline></os>"
	         "<features><acpi/><apic/>%s</features>"
	         "%s"
	         "<on_reboot>destroy</on_reboot><on_crash>destroy</on_crash>"
	         "<devices><emulator>/usr/bin/qemu-system-x86_64</emulator><controller type='usb' "
	         "model='none'/>"
	         "<serial type='file'><source path='/var/log/libvirt/%s.console' append='on'/></serial>"
	         "<channel type='unix'><target type='virtio' name='" VM_TEST_CHANNEL "'/></channel>"
	         "%s%s<memballoon model='none'/></devices></domain>",
	         options->real_vfs ? "kvm" : "qemu", name, image, kernel, image, kernel, line,
	         iommu ? "<ioapic driver='qemu'/>" : "", options->real_vfs ? nested : emulated, name,
	         iommu ? "<iommu model='intel'><driver intremap='on' caching_mode='on'/></iommu>" : "",
	         devices);
}
