import Libvirt
import XMLDocuments

/// Domains of Xen's as `virsh dumpxml` shows them: libvirt 9.0 on Xen 4.17.
enum XenDefinition: String, CaseIterable {
    /// Paravirtual, from a disk, with words that nobody else's domains have.
    case pv = """
        <domain type='xen'>
          <name>old</name>
          <uuid>d8d450ca-a34b-44b0-bf32-a491d4c8edfc</uuid>
          <memory unit='KiB'>262144</memory>
          <currentMemory unit='KiB'>262144</currentMemory>
          <vcpu placement='static'>1</vcpu>
          <bootloader>/usr/lib/xen/bin/pygrub</bootloader>
          <bootloader_args>--quiet</bootloader_args>
          <os>
            <type arch='x86_64' machine='xenpv'>linux</type>
          </os>
          <features>
            <xen>
              <passthrough state='off'/>
            </xen>
          </features>
          <clock offset='utc'/>
          <on_poweroff>destroy</on_poweroff>
          <on_reboot>restart</on_reboot>
          <on_crash>preserve</on_crash>
          <devices>
            <disk type='block' device='disk'>
              <driver name='phy' type='raw'/>
              <source dev='/dev/vg0/old'/>
              <target dev='xvda' bus='xen'/>
            </disk>
            <controller type='xenbus' index='0'/>
            <interface type='ethernet'>
              <mac address='00:16:3e:44:55:66'/>
              <ip address='192.0.2.7' family='ipv4'/>
              <script path='vif-route'/>
            </interface>
            <console type='pty'>
              <target type='xen' port='0'/>
            </console>
            <input type='mouse' bus='xen'/>
            <input type='keyboard' bus='xen'/>
            <memballoon model='xen'/>
          </devices>
        </domain>
        """
    /// From a kernel, with hardware's help and no emulated board.
    case pvh = """
        <domain type='xen'>
          <name>pvh1</name>
          <uuid>86298e36-77ee-4269-863a-000178127a3e</uuid>
          <memory unit='KiB'>131072</memory>
          <currentMemory unit='KiB'>98304</currentMemory>
          <vcpu placement='static' current='1'>2</vcpu>
          <os>
            <type arch='x86_64' machine='xenpvh'>xenpvh</type>
            <kernel>/srv/guest/vmlinux</kernel>
            <initrd>/srv/guest/initrd.gz</initrd>
            <cmdline>console=hvc0 quiet</cmdline>
          </os>
          <clock offset='utc'/>
          <on_poweroff>destroy</on_poweroff>
          <on_reboot>restart</on_reboot>
          <on_crash>destroy</on_crash>
          <devices>
            <controller type='xenbus' index='0'/>
            <console type='pty'>
              <target type='xen' port='0'/>
            </console>
            <input type='mouse' bus='xen'/>
            <input type='keyboard' bus='xen'/>
            <memballoon model='xen'/>
          </devices>
        </domain>
        """
    /// A whole PC.
    case hvm = """
        <domain type='xen'>
          <name>win</name>
          <uuid>fc61d9b8-6d94-464f-ad5c-e7f6e9ee9a4b</uuid>
          <title>an installation of long ago</title>
          <memory unit='KiB'>524288</memory>
          <currentMemory unit='KiB'>393216</currentMemory>
          <vcpu placement='static' cpuset='0'>2</vcpu>
          <os>
            <type arch='x86_64' machine='xenfv'>hvm</type>
            <boot dev='hd'/>
            <boot dev='cdrom'/>
          </os>
          <features>
            <acpi/>
            <apic/>
            <pae/>
            <xen>
              <e820_host state='off'/>
            </xen>
          </features>
          <cpu mode='host-passthrough'/>
          <clock offset='variable' adjustment='0' basis='localtime'>
            <timer name='hpet' present='no'/>
          </clock>
          <on_poweroff>destroy</on_poweroff>
          <on_reboot>restart</on_reboot>
          <on_crash>destroy</on_crash>
          <devices>
            <disk type='file' device='disk'>
              <driver name='qemu' type='qcow2'/>
              <source file='/srv/guest/win.qcow2'/>
              <target dev='hda' bus='ide'/>
              <address type='drive' controller='0' bus='0' target='0' unit='0'/>
            </disk>
            <disk type='file' device='cdrom'>
              <driver name='qemu' type='raw'/>
              <target dev='hdc' bus='ide'/>
              <readonly/>
              <address type='drive' controller='0' bus='1' target='0' unit='0'/>
            </disk>
            <controller type='xenbus' index='0'/>
            <controller type='ide' index='0'/>
            <interface type='bridge'>
              <mac address='00:16:3e:11:22:33'/>
              <source bridge='xenbr0'/>
              <script path='vif-bridge'/>
              <model type='e1000'/>
            </interface>
            <serial type='pty'>
              <target port='0'/>
            </serial>
            <console type='pty'>
              <target type='serial' port='0'/>
            </console>
            <input type='mouse' bus='ps2'/>
            <input type='keyboard' bus='ps2'/>
            <graphics type='vnc' port='-1' autoport='yes' listen='127.0.0.1' keymap='de'>
              <listen type='address' address='127.0.0.1'/>
            </graphics>
            <video>
              <model type='vga' vram='16384' heads='1' primary='yes'/>
            </video>
            <memballoon model='xen'/>
          </devices>
        </domain>
        """

    var document: XMLElement { get throws { try XMLElement(definition: rawValue) } }
}
