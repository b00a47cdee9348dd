/* SPDX-License-Identifier: BSD-3-Clause */
/* vm_xml.h: what libvirt is told of a guest. Pure: text in, text out. Neighbour: vm.c hands it over. */
#ifndef LAB_VM_XML_H
#define LAB_VM_XML_H

#include "vm.h"

#define VM_XML_MAX     8192
#define VM_NIC_XML_MAX 512

/* A NIC's device XML; its length, cut to size - 1. */
int vm_nic_xml(const struct vm_nic *nic, char *xml, size_t size);
/* The whole domain, of the image in that folder, cut to size - 1 (VM_XML_MAX is enough). */
void vm_domain_xml(const char *name, const char *image, const struct vm_options *options, char *xml,
                   size_t size);

#endif
