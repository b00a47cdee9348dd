// SPDX-License-Identifier: GPL-2.0-only
/*
 * irq.c: the one interrupt of a device: MSI-X, MSI or INTx, handed to user space as an event of /dev/uioN.
 * All but the handler runs under udev->lock. Neighbour: igb_uio.h.
 */
#include <linux/interrupt.h>

#include "igb_uio.h"

#ifndef PCI_IRQ_INTX /* its name before 6.8 */
#define PCI_IRQ_INTX PCI_IRQ_LEGACY
#endif

static unsigned int types; /* PCI_IRQ_* that intr_mode allows */

int
irq_mode(const char *name)
{
	if (!strcmp(name, "msix"))
		types = PCI_IRQ_MSIX | PCI_IRQ_MSI | PCI_IRQ_INTX;
	else if (!strcmp(name, "msi"))
		types = PCI_IRQ_MSI | PCI_IRQ_INTX;
	else if (!strcmp(name, "intx") || !strcmp(name, "legacy"))
		types = PCI_IRQ_INTX;
	else
		return -EINVAL;
	return 0;
}

static bool
is_intx(const struct udev *udev)
{
	return !udev->pdev->msix_enabled && !udev->pdev->msi_enabled;
}

static irqreturn_t
handler(int irq, void *data)
{
	struct udev *udev = data;

	/* INTx is a level, and shared. What is ours is masked until user space has served it. */
	if (is_intx(udev) && !pci_check_and_mask_intx(udev->pdev))
		return IRQ_NONE;
	uio_event_notify(&udev->info);
	return IRQ_HANDLED;
}

int
irq_up(struct udev *udev)
{
	int irq, err;

	udev->info.irq = UIO_IRQ_NONE;
	if (pci_alloc_irq_vectors(udev->pdev, 1, 1, types) < 0)
		return 0;
	if (is_intx(udev) && !pci_intx_mask_supported(udev->pdev)) {
		pci_notice(udev->pdev, "no interrupt: it has only INTx, and that cannot be masked\n");
		pci_free_irq_vectors(udev->pdev);
		return 0;
	}
	irq = pci_irq_vector(udev->pdev, 0);
	err = request_irq(irq, handler, is_intx(udev) ? IRQF_SHARED : 0, udev->info.name, udev);
	if (err) {
		pci_free_irq_vectors(udev->pdev);
		return err;
	}
	udev->irq = irq;
	udev->irq_on = true;
	udev->info.irq = UIO_IRQ_CUSTOM;
	return 0;
}

void
irq_down(struct udev *udev)
{
	if (!udev->irq)
		return;
	free_irq(udev->irq, udev);
	pci_free_irq_vectors(udev->pdev);
	udev->irq = 0;
}

void
irq_switch(struct udev *udev, bool on)
{
	if (is_intx(udev)) {
		/* User space writes the same register through config in sysfs. */
		pci_cfg_access_lock(udev->pdev);
		pci_intx(udev->pdev, on);
		pci_cfg_access_unlock(udev->pdev);
	} else if (on && !udev->irq_on) {
		enable_irq(udev->irq);
	} else if (!on && udev->irq_on) {
		disable_irq(udev->irq);
	}
	udev->irq_on = on;
}
