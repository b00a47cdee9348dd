/* SPDX-License-Identifier: BSD-3-Clause */
/* sample_pf.c: see sample_pf.h. */
#include "sample_pf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *
sample_pf(unsigned int bus, unsigned int nvfs)
{
	static char xml[SAMPLE_PF_VFS_MAX * 80];
	FILE *to = fmemopen(xml, sizeof(xml), "w");

	if (!to || nvfs > SAMPLE_PF_VFS_MAX)
		abort();
	fprintf(to,
	        "<device><capability type='pci'><domain>0</domain><bus>%u</bus><slot>0</slot><function>0"
	        "</function><capability type='virt_functions'>",
	        bus);
	for (unsigned int i = 0; i < nvfs; i++)
		fprintf(to, "<address domain='%u' bus='0x%x' slot='0x%02x' function='%u'/>", bus,
		        0x80 + i / 256, i / 8 % 32, i % 8);
	fprintf(to, "</capability></capability></device>");
	if (fclose(to) != 0)
		abort();
	return xml;
}

void
sample_inventory(struct inventory *inventory, const char *const *devices)
{
	memset(inventory, 0, sizeof(*inventory));
	for (; *devices; devices++)
		inventory_add_device(inventory, *devices);
}
