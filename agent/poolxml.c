/* SPDX-License-Identifier: BSD-3-Clause */
/* poolxml.c: see poolxml.h. */
#include "poolxml.h"

#include <errno.h>
#include <string.h>

#include "hostxml.h"
#include "xmlutil.h"

int
poolxml_read(const char *network, const char *portgroup, struct poolxml *pool, struct err *err)
{
	xmlDoc *doc = xml_parse(network, strlen(network), err);
	xmlNode *root = doc ? xmlDocGetRootElement(doc) : NULL, *forward = xml_child(root, "forward");
	int ret = 0;

	if (!doc)
		return -EBADMSG;
	*pool = (struct poolxml){.managed = xml_attr_is(forward, "managed", "yes"),
	                         .vlan = hostxml_network_vlan(network, portgroup)};
	xml_text(xml_child(root, "name"), pool->name, sizeof(pool->name));
	if (!xml_attr_is(forward, "mode", "hostdev"))
		ret = err_set(err, -EINVAL, "network %s is no pool of VFs", pool->name);
	else if (hostxml_network_virtualport(network, portgroup))
		ret = err_set(err, -EOPNOTSUPP,
		              "network %s gives its VFs a <virtualport>: leave them to libvirt", pool->name);
	for (xmlNode *a = xml_child(forward, "address"); a && pool->n < POOLXML_VFS_MAX;
	     a = xml_next(a, "address"))
		xml_pci(a, pool->vfs[pool->n++]);
	xmlFreeDoc(doc);
	return ret;
}

const struct inventory_vf *
poolxml_free(const struct poolxml *pool, const struct inventory *there, const char (*aside)[13],
             unsigned int naside)
{
	for (unsigned int i = pool->n; i-- > 0;) {
		const struct inventory_vf *vf = inventory_vf(there, pool->vfs[i]);

		if (vf && !vf->user[0] && !vf->address[0] && !inventory_lists(aside, naside, vf->pci))
			return vf;
	}
	return NULL;
}
