/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * sample_host.h: node devices of a host with one igb PF (eth2, up to seven VFs), as libvirt 11 shows them.
 * Neighbours: cross_vfs.h, test_nodexml.c, test_inventory.c, test_vfpick.c.
 */
#ifndef VFERRY_SAMPLE_HOST_H
#define VFERRY_SAMPLE_HOST_H

#define VF_ADDRESS(slot, function) \
	"<address domain='0x0000' bus='0x01' slot='" slot "' function='" function "'/>"
#define VF0 VF_ADDRESS("0x10", "0x0")
#define VF1 VF_ADDRESS("0x10", "0x2")
#define VF2 VF_ADDRESS("0x10", "0x4")

/* bus: "1" with "0x01", for a second PF "2" with "0x02". */
#define PF_DEVICE(bus, vfs)                                                                               \
	"<device><name>pci_0000_0" bus "_00_0</name><path>/sys/devices/pci0000:00/0000:00:02.0/x</path>"  \
	"<parent>pci_0000_00_02_0</parent><driver><name>igb</name></driver><capability type='pci'>"       \
	"<class>0x020000</class><domain>0</domain><bus>" bus "</bus><slot>0</slot><function>0</function>" \
	"<product id='0x10c9'>82576 Gigabit Network Connection</product><vendor id='0x8086'>Intel "       \
	"Corporation</vendor><capability type='virt_functions' maxCount='7'>" vfs "</capability>"         \
	"<iommuGroup number='7'><address domain='0x0000' bus='0x0" bus "' slot='0x00' function='0x0'/>"   \
	"</iommuGroup><pci-express/></capability></device>"
#define DRIVER(name) "<driver><name>" name "</name></driver>"
/* slot and function as libvirt names it (10_2) and in decimal (16, 2). */
#define VF_DEVICE(bus, name, slot, function, driver, group)                                             \
	"<device><name>pci_0000_0" bus "_" name "</name><parent>pci_0000_00_02_0</parent>" driver       \
	"<capability type='pci'><class>0x020000</class><domain>0</domain><bus>" bus "</bus><slot>" slot \
	"</slot><function>" function "</function><product id='0x10ca'>82576 Virtual Function</product>" \
	"<vendor id='0x8086'>Intel Corporation</vendor><capability type='phys_function'><address "      \
	"domain='0x0000' bus='0x0" bus                                                                  \
	"' slot='0x00' function='0x0'/></capability><iommuGroup number='" group                         \
	"'><address domain='0x0000' bus='0x01' slot='0x10' function='0x0'/></iommuGroup><numa node='1'" \
	"/></capability></device>"
#define VF0_DEVICE(driver) VF_DEVICE("1", "10_0", "16", "0", driver, "8")
#define VF1_DEVICE(driver) VF_DEVICE("1", "10_2", "16", "2", driver, "9")
#define VF2_DEVICE(driver) VF_DEVICE("1", "10_4", "16", "4", driver, "10")
#define NET_DEVICE(parent, netdev, mac, state)                                                        \
	"<device><name>net_" netdev "_x</name><parent>" parent "</parent><capability type='net'>"     \
	"<interface>" netdev "</interface><address>" mac "</address><link speed='1000' state='" state \
	"'/><feature name='rx'/><capability type='80203'/></capability></device>"
#define PF_NET NET_DEVICE("pci_0000_01_00_0", "eth2", "02:00:00:00:01:00", "up")
#define BRIDGE_DEVICE                                                                                        \
	"<device><name>pci_0000_00_02_0</name><parent>computer</parent><driver><name>pcieport</name></"      \
	"driver>"                                                                                            \
	"<capability "                                                                                       \
	"type='pci'><class>0x060400</class><domain>0</domain><bus>0</bus><slot>2</slot><function>"           \
	"0</function><product id='0x000c'>QEMU PCIe Root port</product><vendor id='0x1b36'>Red Hat</vendor>" \
	"<capability type='pci-bridge'/></capability></device>"
#define LOOPBACK_DEVICE                                                                                 \
	"<device><name>net_lo_00_00_00_00_00_00</name><parent>computer</parent><capability type='net'>" \
	"<interface>lo</interface><address>00:00:00:00:00:00</address></capability></device>"

#define INTERFACE(netdev, ip)                                                           \
	"<interface type='ethernet' name='" netdev "'><start mode='onboot'/><protocol " \
	"family='ipv4'><ip address='" ip "' prefix='24'/></protocol></interface>"

/* A domain that has the VF in that slot and function; vlan: a <vlan> or "". */
#define USES(name, mac, slot, function, vlan)                                                              \
	"<domain><name>" name "</name><devices><interface type='hostdev' managed='yes'><mac address='" mac \
	"'/><source><address type='pci' domain='0x0000' bus='0x01' slot='" slot "' function='" function    \
	"'/></source>" vlan "</interface></devices></domain>"

#endif
