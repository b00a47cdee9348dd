/* SPDX-License-Identifier: BSD-3-Clause */
/* fake_watch_real.c: see fake_watch_real.h. */
#include "fake_watch_real.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vferryd/watch_facts.h"
#include "vferryd/watch_talk.h"
#include "wire.h"

#define XML_MAX 16384
#define PORTS   14 /* PCIe root ports, as libvirt gives a q35 machine */

/* A domain of a few devices, as libvirt shows it while it runs: about 9 KiB. */
static const char head[] =
        "<domain type='kvm' id='7'><name>%s</name><uuid>%s</uuid><metadata>%s</metadata><memory "
        "unit='KiB'>4194304</memory><currentMemory unit='KiB'>4194304</currentMemory><memoryBacking>"
        "<hugepages/></memoryBacking><vcpu placement='static'>4</vcpu><cputune><vcpupin vcpu='0' cpuset='2'/>"
        "<vcpupin vcpu='1' cpuset='3'/><vcpupin vcpu='2' cpuset='4'/><vcpupin vcpu='3' cpuset='5'/></cputune>"
        "<resource><partition>/machine</partition></resource><os><type arch='x86_64' "
        "machine='pc-q35-10.0'>hvm"
        "</type><boot dev='hd'/></os><features><acpi/><apic/><ioapic driver='qemu'/></features><cpu "
        "mode='custom' match='exact' check='full'><model "
        "fallback='forbid'>Skylake-Server-IBRS</model><feature "
        "policy='require' name='ss'/><feature policy='require' name='vmx'/><feature policy='require' "
        "name='hypervisor'/><feature policy='require' name='tsc_adjust'/><feature policy='require' "
        "name='umip'/><feature policy='require' name='md-clear'/><feature policy='disable' name='hle'/></cpu>"
        "<clock "
        "offset='utc'/><on_poweroff>destroy</on_poweroff><on_reboot>restart</on_reboot><on_crash>destroy"
        "</on_crash><devices><emulator>/usr/bin/qemu-system-x86_64</emulator><disk type='network' "
        "device='disk'><driver name='qemu' type='raw' cache='none'/><source protocol='rbd' name='pool/%s' "
        "index='1'><host name='ceph1' port='6789'/><host name='ceph2' port='6789'/></source><target "
        "dev='vda' "
        "bus='virtio'/><alias name='virtio-disk0'/><address type='pci' domain='0x0000' bus='0x04' "
        "slot='0x00' "
        "function='0x0'/></disk><controller type='usb' index='0' model='qemu-xhci' ports='15'><alias "
        "name='usb'/></controller><controller type='pci' index='0' model='pcie-root'><alias name='pcie.0'/>"
        "</controller>";
static const char port[] = "<controller type='pci' index='%u' model='pcie-root-port'><model "
                           "name='pcie-root-port'/><target chassis='%u' port='0x%x'/><alias name='pci.%u'/>"
                           "<address type='pci' domain='0x0000' bus='0x00' slot='0x02' function='0x%x' "
                           "multifunction='on'/></controller>";
static const char backup[] =
        "<interface type='bridge'><mac address='%s'/><source bridge='br0'/><target "
        "dev='vnet%u'/><model type='virtio'/><alias name='ua-backup0'/><address type='pci' "
        "domain='0x0000' bus='0x01' slot='0x00' function='0x0'/></interface>";
static const char vf[] = "<interface type='hostdev' managed='yes'><mac address='%s'/><driver name='vfio'/>"
                         "<source><address type='pci' domain='0x0000' bus='0x01' slot='0x10' function='0x2'/>"
                         "</source><alias name='ua-vf0'/><address type='pci' domain='0x0000' bus='0x03' "
                         "slot='0x00' function='0x0'/></interface>";
static const char tail[] =
        "<serial type='pty'><source path='/dev/pts/3'/><target type='isa-serial' port='0'><model "
        "name='isa-serial'/></target><alias name='serial0'/></serial><channel type='unix'><source "
        "mode='bind' "
        "path='/run/libvirt/qemu/channel/7-router/org.vferry.0'/><target type='virtio' name='" WIRE_CHANNEL
        "' state='connected'/><alias name='channel0'/></channel><input type='mouse' bus='ps2'/><graphics "
        "type='vnc' port='5907' autoport='yes' listen='127.0.0.1'><listen type='address' "
        "address='127.0.0.1'/>"
        "</graphics><memballoon model='virtio'><alias name='balloon0'/></memballoon><rng model='virtio'>"
        "<backend model='random'>/dev/urandom</backend><alias name='rng0'/></rng></devices><seclabel "
        "type='dynamic' model='apparmor' relabel='yes'><label>libvirt</label></seclabel></domain>";
static const char metadata[] =
        "<vferry:away xmlns:vferry='urn:vferry:away:1' left='%s'%s><vferry:pair mac='%s'><vferry:device>"
        "<interface type='network'><mac address='%s'/><source network='vfpool'/><alias name='ua-vf0'/>"
        "</interface></vferry:device></vferry:pair></vferry:away>";

static void
print_away(const struct watch_facts *facts, char *text, size_t size)
{
	char until[48] = "";

	text[0] = '\0';
	if (!facts->away)
		return;
	if (facts->until_s)
		(void)snprintf(until, sizeof(until), " until='%" PRIu64 "'", facts->until_s);
	(void)snprintf(text, size, metadata, facts->left, until, facts->pairs[0].mac, facts->pairs[0].mac);
}

static size_t
print_xml(const struct fake_watch_guest *guest, char *xml)
{
	const struct watch_facts *facts = &guest->facts;
	const char *mac = facts->pairs[0].mac;
	char away[1024];
	size_t n;

	print_away(facts, away, sizeof(away));
	n = (size_t)snprintf(xml, XML_MAX, head, facts->name, guest->uuid, away, facts->name);
	for (unsigned int i = 1; i <= PORTS; i++)
		n += (size_t)snprintf(xml + n, XML_MAX - n, port, i, i, i, i, i % 8);
	n += (size_t)snprintf(xml + n, XML_MAX - n, backup, mac, 7u);
	if (facts->pairs[0].vf)
		n += (size_t)snprintf(xml + n, XML_MAX - n, vf, mac);
	n += (size_t)snprintf(xml + n, XML_MAX - n, "%s", tail);
	return n;
}

void
fake_watch_read(const struct fake_watch_guest *guest, struct watch_facts *facts)
{
	char xml[XML_MAX];
	struct err err;

	if (watch_facts_read(xml, print_xml(guest, xml), facts, &err) < 0) {
		(void)fprintf(stderr, "%s\n", err.text);
		abort();
	}
}

/* What the guest library would answer: one pair whose VF is an igb. */
static size_t
print_answer(const struct fake_watch_guest *guest, uint64_t id, bool hello, char *line)
{
	struct err err;
	int n;
	struct wire_msg msg = {
	        .kind = WIRE_REPLY,
	        .name = hello ? WIRE_HELLO : WIRE_STATUS,
	        .id = id,
	        .npairs = 1,
	        .pairs = {{.path = guest->path,
	                   .has_vf = true,
	                   .has_backup = true,
	                   .vf = {"0000:03:00.0", "igb_uio", "net_e1000_igb_vf", true, 4711, 4712},
	                   .backup = {"0000:01:00.0", "igb_uio", "net_virtio", true, 3, 0},
	                   .has_packets = true,
	                   .packets = {{4711, 4712}, {3, 0}}}}};

	wire_text(&msg, hello ? "vferry 0.1.0" : "");
	memcpy(msg.pairs[0].mac, guest->facts.pairs[0].mac, sizeof(msg.pairs[0].mac));
	n = wire_encode(&msg, line, WIRE_LINE_MAX + 1, &err);
	if (n < 0) {
		(void)fprintf(stderr, "%s\n", err.text);
		abort();
	}
	return (size_t)n;
}

void
fake_watch_talk(struct fake_watch *fake, const struct fake_watch_guest *guest)
{
	/* As long as the question, as the real host has it. */
	struct watch_talk *talk = calloc(1, sizeof(*talk));
	char line[2 * WIRE_LINE_MAX + 2];
	struct watch_reply reply;
	struct err err;
	size_t n;

	if (!talk || talk_begin(talk, fake->now_ms, &err) < 0)
		abort();
	n = print_answer(guest, talk->guest.id, true, line);
	n += print_answer(guest, talk->guest.id + 1, false, line + n);
	(void)talk_feed(talk, line, n);
	reply = talk_reply(talk);
	fake->listener->answered(fake->arg, guest->uuid, &reply);
	free(talk);
}
