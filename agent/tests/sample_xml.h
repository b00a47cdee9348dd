/* SPDX-License-Identifier: BSD-3-Clause */
/* sample_xml.h: pieces of live XML as libvirt 11 shows them. Neighbours: test_domxml.c, test_devxml.c. */
#ifndef VFERRY_SAMPLE_XML_H
#define VFERRY_SAMPLE_XML_H

#define DOMAIN(nics)                                                                                         \
	"<domain type='kvm' id='3'><name>vnf</name><os><type arch='x86_64' machine='pc-q35-10.0'>hvm</type>" \
	"</os><devices><emulator>/usr/bin/qemu-system-x86_64</emulator>" nics "</devices></domain>"
#define CHANNEL "<channel type='unix'><target type='virtio' name='org.vferry.0' state='connected'/></channel>"
#define VIRTIO(mac, alias)                                                                               \
	"<interface type='bridge'><mac address='" mac "'/><source bridge='br0'/><target dev='vnet0'/>"   \
	"<model type='virtio'/><alias name='" alias "'/><address type='pci' domain='0x0000' bus='0x01' " \
	"slot='0x00' function='0x0'/></interface>"
#define IGB(mac, alias)                                                                                \
	"<interface type='bridge'><mac address='" mac "'/><source bridge='br0'/><target dev='vnet1'/>" \
	"<model type='igb'/><alias name='" alias "'/><address type='pci' domain='0x0000' bus='0x02' "  \
	"slot='0x00' function='0x0'/></interface>"
#define PASSED(mac)                                                                                     \
	"<interface type='hostdev' managed='yes'><mac address='" mac "'/><driver name='vfio'/><source>" \
	"<address type='pci' domain='0x0000' bus='0x01' slot='0x10' function='0x2'/></source>"          \
	"<alias name='hostdev0'/><address type='pci' domain='0x0000' bus='0x03' slot='0x00' "           \
	"function='0x0'/></interface>"
#define PLAIN                                                                                       \
	"<hostdev mode='subsystem' type='pci' managed='yes'><driver name='vfio'/><source><address " \
	"domain='0x0000' bus='0x01' slot='0x10' function='0x4'/></source><alias name='hostdev1'/>"  \
	"<address type='pci' domain='0x0000' bus='0x04' slot='0x00' function='0x0'/></hostdev>"
#define M1 "52:54:00:00:00:01"
#define M2 "52:54:00:00:00:02"

#endif
