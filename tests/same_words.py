"""How people reword: synonyms, courtesies, and a glossary; written for measuring, and read by nothing else.

Each line of SYNONYMS is a group, any of which may stand for any other. GLOSSARY gives English stems of words
with the Chinese that a translator of technical texts would write.
"""

SYNONYMS_EN = """
error|mistake|fault
wrong|incorrect|erroneous|not right
should|ought to|needs to
must|has to|is required to
says|states|reads|writes
said|stated|mentioned
missing|absent|left out|lacking
correct|proper|right
also|in addition|furthermore
however|but|though
because|since|as
therefore|so|hence|thus
example|sample|illustration
section|clause|part
text|wording|passage
sentence|statement|phrase
definition|meaning
defined|specified|laid down
defines|specifies|lays down
used|employed|applied
use|employ|apply
value|figure|quantity
shows|displays|presents
shown|displayed|presented
describes|explains|sets out
described|explained|set out
clear|obvious|plain
unclear|not clear|vague|ambiguous
inconsistent|contradictory|at odds
conflicts|contradicts|disagrees
change|modify|alter
changed|modified|altered
replace|substitute
replaced|substituted
remove|delete|drop|strike
removed|deleted|dropped
add|insert|include
added|inserted|included
reference|citation|pointer
refers to|points to|cites
document|publication|standard
according to|following|per
identical|the same|equal
different|distinct|another
only|just|solely
contains|includes|holds
seems|appears|looks
typo|misprint|slip
instead of|rather than|in place of
cannot|can not|is unable to
implementation|product|realisation
implementations|products|realisations
problem|issue|difficulty
allowed|permitted|acceptable
following|next|subsequent
previous|preceding|earlier
beginning|start
end|close|finish
first|initial
last|final
number|count
several|a number of|some
many|numerous|lots of
correctly|properly|rightly
incorrectly|wrongly|falsely
probably|likely|presumably
occurs|happens|appears
sent|transmitted|delivered
send|transmit|deliver
receives|gets|obtains
received|got|obtained
returns|gives back|yields
fails|breaks|does not work
length|size
field|element
ensure|make sure
note that|observe that|mind that
above|earlier|before
below|further down|later
intended|meant
consistent|in line
current|present|existing
original|initial
table|tabulation
figure|diagram|drawing
paragraph|passage
line|row
"""

SYNONYMS_ZH = """
错误|有误|不正确|不对
不一致|不相符|不同|矛盾
应为|应当是|应该是|应改为
更正为|改正为|改为|修正为
应当|应该|须|理应
没有|未见|无|并未
规定|要求|写明
标准|规范|文本
文档|文件|文本
描述|说明|表述|叙述
长度|位数
发现|注意到|看到
如何|怎样|怎么
原因|理由|依据
目前|现在|当前
认为|觉得|以为
可能|或许|也许
因此|所以|故而|于是
但是|但|不过|然而
因为|由于
以及|和|及|还有
问题|毛病|缺陷|疑问
使用|采用|用
企业|厂家|公司|单位
部分|一些|有的
收录|列入|登载
撤销|取消|废止
原名称|旧名|原来的名称
示例|例子|举例
冲突|抵触|相悖
统一|一致
建议|提议
合理|妥当
无法|不能|难以|没法
导致|造成|使得
支持|兼容
区分|辨别|分辨
增加|添加|加上
删除|去掉|删去
修改|变更|改动
消费者|用户|顾客
测试|试验|检测
方法|办法|方式
变更|变动|调整
批准|核准
依据|根据|按照
显示|表明|说明
缺乏|缺少|没有
滞后|落后|过时
最新|新近|最近
存在|有
代码|编码
名称|名字
国标|国家标准
位置|地方
"""

COURTESIES = {
    "zh": (
        ("您好！", "尊敬的领导：", "贵单位好，", "现将有关情况反映如下：", "我们在工作中遇到一个问题，"),
        ("请予以处理，谢谢。", "望尽快答复。", "恳请核实。", "如有不妥，请指正。", "盼复，此致敬礼。"),
    ),
    "en": (
        ("Dear Sir or Madam, ", "Hello, ", "We would like to report the following. ", "Good day. "),
        (" Thank you.", " Please look into this.", " Kind regards.", " We look forward to your reply."),
    ),
}

GLOSSARY = """
error 错误|errors 错误|wrong 错误|incorrect 不正确|mistake 错误|correct 正确|corrected 更正|correction 更正
typo 笔误|missing 缺少|should 应|must 必须|shall 应|may 可以|section 节|clause 条|appendix 附录|table 表
figure 图|page 页|line 行|paragraph 段|sentence 句子|text 文本|word 词|document 文件|standard 标准
reference 引用|references 引用|example 示例|examples 示例|definition 定义|defined 规定|define 定义
specified 规定|specification 规范|describe 描述|described 描述|description 说明|value 值|values 值
number 编号|field 字段|fields 字段|length 长度|size 大小|bit 位|bits 位|byte 字节|bytes 字节|octet 字节
octets 字节|header 首部|headers 首部|message 消息|messages 消息|packet 报文|packets 报文|frame 帧
request 请求|response 响应|server 服务器|client 客户端|address 地址|addresses 地址|host 主机|name 名称
names 名称|domain 域|key 密钥|keys 密钥|signature 签名|certificate 证书|encryption 加密|algorithm 算法
protocol 协议|option 选项|options 选项|type 类型|types 类型|format 格式|syntax 语法|string 字符串
character 字符|characters 字符|code 代码|parameter 参数|parameters 参数|list 列表|set 集合|state 状态
timer 定时器|time 时间|connection 连接|session 会话|stream 流|port 端口|interface 接口|network 网络
router 路由器|route 路由|path 路径|link 链路|node 节点|tree 树|data 数据|information 信息|object 对象
attribute 属性|element 元素|module 模块|version 版本|registry 登记表|registration 登记|implementation 实现
implementations 实现|user 用户|security 安全|authentication 认证|token 令牌|hash 散列|checksum 校验和
sequence 序列|order 顺序|range 范围|maximum 最大|minimum 最小|zero 零|default 默认|empty 空
inconsistent 不一致|inconsistency 不一致|conflict 冲突|contradict 矛盾|ambiguous 有歧义|unclear 不清楚
change 修改|changed 改变|replace 替换|remove 删除|removed 删除|add 增加|added 增加|delete 删除|insert 插入
duplicate 重复|obsolete 过时|update 更新|updated 更新|rule 规则|rules 规则|requirement 要求
requirements 要求|test 试验|method 方法|result 结果|limit 限值|calculate 计算|calculation 计算|formula 公式
equation 公式|unit 单位|diagram 图|note 注|title 标题|term 术语|terms 术语|spelling 拼写|comma 逗号
quote 引号|bracket 括号|letter 字母|digit 数字|decimal 小数|hexadecimal 十六进制|binary 二进制|left 左
right 右|first 第一|second 第二|last 最后|same 相同|different 不同|valid 有效|invalid 无效|return 返回
send 发送|sent 发送|receive 接收|received 接收|sender 发送方|receiver 接收方|source 源|destination 目的
local 本地|remote 远端|group 组|multicast 组播|label 标签|tag 标签|mail 邮件|query 查询|record 记录
records 记录|zone 区|cache 缓存|failure 失败|success 成功|encoding 编码|decode 解码|content 内容|media 媒体
body 正文|payload 载荷|window 窗口|flag 标志|flags 标志|mode 模式|function 函数|variable 变量|index 索引
entry 条目|entries 条目|column 列|row 行|manufacturer 制造商|enterprise 企业|consumer 消费者|vehicle 车辆
battery 电池|electric 电动|bicycle 自行车|mileage 续航里程|device 设备|terminal 终端|camera 摄像头
platform 平台|area 区域|county 县|city 市|district 区|reason 原因|original 原|revoked 撤销|national 国家
regulation 法规|law 法律|publish 发布|revise 修订|amendment 修改单|edition 版|punctuation 标点
ellipsis 省略号|dash 破折号|hyphen 连字符|space 空格|font 字体|abbreviation 缩写|pinyin 拼音|surname 姓
sorting 排序|bibliography 著录|conference 会议|ciphertext 密文|glyph 字形|food 食品|safety 安全|lag 滞后
unified 统一|chaos 混乱|region 地区|approve 批准|rename 更名
"""

STANDINS = "昔桥岸麦秋砚帆笛雀枫岚汀霜鹿萤苇舟梨烛茶芦溪篱屿椒藤鸢桐蝉雁荷莲菊梅兰竹松柏柳桂"
"""Characters that no report uses: a word outside the glossary becomes two of them."""
